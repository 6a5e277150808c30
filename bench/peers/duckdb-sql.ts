import type { InputFormat } from "../inputs/input-format.ts";
import type { Work } from "./figures.ts";

/** A query and what is special about it. */
export interface SqlWay {
  name: string;
  sql: string;
}

const AGGREGATES =
  "count(*), count(*) filter (st between 200 and 299), count(*) filter (st between 300 and 399), count(*) filter (st between 400 and 499), count(*) filter (st >= 500), " +
  "sum(b), sum(d), min(d), max(d), approx_quantile(d, [0.5, 0.95, 0.99])";
const ROUTE = "regexp_replace(split_part(u, '?', 1), '/[0-9]+', '/:id', 'g')";

const varchar = (names: readonly string[]): string => names.map((name) => `${name}: 'VARCHAR'`).join(", ");
const isRecord = "where st is not null and d is not null";

function readCsv(file: string, delimiter: string, quote: string, columns: string): string {
  return `read_csv('${file}', delim = ${delimiter}, quote = '${quote}', escape = '${quote}', header = false, auto_detect = false, strict_mode = false, ignore_errors = true, columns = {${columns}})`;
}

/** Lines as they are: no byte of them is the delimiter. */
const lines = (file: string): string => readCsv(file, "chr(1)", "", varchar(["line"]));

/**
 * Selects of minute `m`, status `st`, bytes `b`, duration `d` in the unit of the file and target `u`, each written another way. In CSV the quote is
 * either what it is, or the delimiter, which makes seven columns of a Combined line without any quoting.
 */
const SOURCES: Record<InputFormat, (file: string) => Record<string, string>> = {
  combined: (file) => ({
    "read_csv by space": `select substr(ts, 2, 17) m, st, b, d, split_part(req, ' ', 2) u from ${readCsv(
      file,
      "' '",
      '"',
      `${varchar(["ip", "i1", "i2", "ts", "tz", "req"])}, st: 'SMALLINT', b: 'BIGINT', ${varchar(["ref", "ua"])}, d: 'DOUBLE'`,
    )}`,
    "read_csv by quote": `select substr(p, -28, 17) m, try_cast(s[2:4] as smallint) st, try_cast(s[6:-2] as bigint) b, d, split_part(req, ' ', 2) u from ${readCsv(
      file,
      "'\"'",
      "",
      `${varchar(["p", "req", "s", "ref", "x", "ua"])}, d: 'DOUBLE'`,
    )} ${isRecord}`,
    "string_split by quote": `select substr(p[1], -28, 17) m, try_cast(substr(p[3], 2, 3) as smallint) st, try_cast(substr(p[3], 6) as bigint) b, try_cast(p[7] as double) d, split_part(p[2], ' ', 2) u from (select string_split(line, '"') p from ${lines(file)}) ${isRecord}`,
    "string_split by space": `select substr(p[4], 2, 17) m, try_cast(p[9] as smallint) st, try_cast(p[10] as bigint) b, try_cast(p[-1] as double) d, p[7] u from (select string_split(line, ' ') p from ${lines(file)}) ${isRecord}`,
    regexp_extract: `select p.m m, try_cast(p.st as smallint) st, try_cast(p.b as bigint) b, try_cast(p.d as double) d, p.u u from (select regexp_extract(line, '\\[([^ :]+:\\d\\d:\\d\\d):\\d\\d [^\\]]+\\] "[A-Z]+ ([^ "]*)[^"]*" (\\d{3}) (\\d+) .* (\\d+\\.\\d+)$', ['m', 'u', 'st', 'b', 'd']) p from ${lines(file)}) ${isRecord}`,
  }),
  json: (file) => {
    const keys = ["time", "status", "bytes", "duration_ms", "path"];
    const cast = (value: (key: string) => string): string =>
      `substr(${value("time")}, 1, 16) m, try_cast(${value("status")} as smallint) st, try_cast(${value("bytes")} as bigint) b, try_cast(${value("duration_ms")} as double) d, ${value("path")} u`;
    const readJson = (columns: string): string => `read_json('${file}', format = 'newline_delimited', ignore_errors = true, columns = {${columns}})`;
    return {
      "read_json, typed": `select substr(time, 1, 16) m, status st, bytes b, duration_ms d, path u from ${readJson("time: 'VARCHAR', status: 'SMALLINT', bytes: 'BIGINT', duration_ms: 'DOUBLE', path: 'VARCHAR'")} where m is not null`,
      "read_json, VARCHAR": `select ${cast((key) => key)} from ${readJson(varchar(keys))} where m is not null`,
      "read_json, times": `select strftime(date_trunc('minute', time), '%Y-%m-%dT%H:%M') m, status st, bytes b, duration_ms d, path u from ${readJson("time: 'TIMESTAMP', status: 'SMALLINT', bytes: 'BIGINT', duration_ms: 'DOUBLE', path: 'VARCHAR'")} where time is not null`,
      json_extract_string: `select ${cast((key) => `p[${keys.indexOf(key) + 1}]`)} from (select case when json_valid(line) then json_extract_string(line, [${keys.map((key) => `'${key}'`).join(", ")}]) end p from ${lines(file)}) where m is not null`,
      "read_ndjson_objects and ->>": `select ${cast((key) => `(json ->> '${key}')`)} from read_ndjson_objects('${file}', ignore_errors = true) where m is not null`,
    };
  },
  alb: (file) => {
    const served = (name: (index: number) => string): string => `case when ${name(6)} >= 0 then ${name(6)} + ${name(7)} + ${name(8)} end`;
    const cast = (name: (index: number) => string): string =>
      `substr(${name(2)}, 1, 16) m, try_cast(${name(9)} as smallint) st, try_cast(${name(12)} as bigint) b, ${served((index) => `try_cast(${name(index)} as double)`)} d`;
    const path = (url: string): string => `replace(${url}, 'https://shop.example:443', '') u`;
    const head = ["kind", "time", "elb", "client", "target"];
    const rest = ["agent", "cipher", "tls", "grp", "trace", "domain", "cert", "rule", "created", "actions", "redirect", "err", "targets", "codes", "cls", "reason", "tid"];
    const byQuote = [
      "p",
      "req",
      "x1",
      "ua",
      "s",
      "trace",
      "x2",
      "domain",
      "x3",
      "cert",
      "y",
      "act",
      "x4",
      "redir",
      "x5",
      "err",
      "x6",
      "tgts",
      "x7",
      "codes",
      "x8",
      "cls",
      "x9",
      "why",
      "tid",
    ];
    return {
      "read_csv by space": `select substr(time, 1, 16) m, st, b, ${served((index) => `t${index}`)} d, ${path("split_part(req, ' ', 2)")} from ${readCsv(
        file,
        "' '",
        '"',
        `${varchar(head)}, t6: 'DOUBLE', t7: 'DOUBLE', t8: 'DOUBLE', st: 'SMALLINT', tst: 'VARCHAR', rx: 'BIGINT', b: 'BIGINT', req: 'VARCHAR', ${varchar(rest)}`,
      )}`,
      "read_csv by quote": `select ${cast((index) => `h[${index}]`)}, ${path("split_part(req, ' ', 2)")} from (select string_split(p, ' ') h, req from ${readCsv(file, "'\"'", "", varchar(byQuote))}) where st is not null`,
      "string_split by space": `select ${cast((index) => `h[${index}]`)}, ${path("h[14]")} from (select string_split(line, ' ') h from ${lines(file)}) where st is not null and h[15] is not null`,
      "string_split of what is before the quote": `select ${cast((index) => `h[${index}]`)}, ${path("split_part(req, ' ', 2)")} from (select string_split(split_part(line, '"', 1), ' ') h, split_part(line, '"', 2) req from ${lines(file)}) where st is not null`,
      regexp_extract: `select p.m m, try_cast(p.st as smallint) st, try_cast(p.b as bigint) b, case when p.t1 <> '-1' then try_cast(p.t1 as double) + try_cast(p.t2 as double) + try_cast(p.t3 as double) end d, p.u u from (select regexp_extract(line, '^\\S+ (\\d+-\\d+-\\d+T\\d+:\\d+)\\S+ \\S+ \\S+ \\S+ (\\S+) (\\S+) (\\S+) (\\d+) \\S+ \\d+ (\\d+) "\\S+ https://[^/]*(\\S+) [^"]*"', ['m', 't1', 't2', 't3', 'st', 'b', 'u']) p from ${lines(file)}) where st is not null`,
    };
  },
  app: (file) => {
    const figures = (part: (index: number) => string): string =>
      `substr(${part(1)}, 1, 16) m, try_cast(${part(3)} as smallint) st, 0 b, try_cast(replace(${part(4)}, 'ms', '') as double) d, split_part(${part(2)}, ' ', 2) u`;
    return {
      "read_csv by ' - '": `select ${figures((index) => `p${index}`)} from ${readCsv(file, "' - '", "", varchar(["p1", "p2", "p3", "p4"]))} ${isRecord}`,
      "string_split by ' - '": `select ${figures((index) => `p[${index}]`)} from (select string_split(line, ' - ') p from ${lines(file)}) ${isRecord}`,
      "string_split by space": `select line[1:16] m, try_cast(p[7] as smallint) st, 0 b, try_cast(replace(p[9], 'ms', '') as double) d, p[5] u from (select line, string_split(line, ' ') p from ${lines(file)}) ${isRecord}`,
      regexp_extract: `select p.m m, try_cast(p.st as smallint) st, 0 b, try_cast(p.d as double) d, p.u u from (select regexp_extract(line, '^(\\d+-\\d+-\\d+ \\d+:\\d+):\\d+ - [A-Z]+ (\\S+) - (\\d+) - (\\d+)ms$', ['m', 'u', 'st', 'd']) p from ${lines(file)}) ${isRecord}`,
    };
  },
  logfmt: (file) => {
    const words = ["time", "level", "service", "method", "path", "st", "b", "d", "m1", "m2", "trace"];
    const value = (word: string, key: string): string => `substr(${word}, ${key.length + 2})`;
    const figures = (word: (index: number) => string): string =>
      `substr(${word(1)}, 6, 16) m, try_cast(${value(word(6), "status")} as smallint) st, try_cast(${value(word(7), "bytes")} as bigint) b, try_cast(replace(${value(word(8), "duration")}, 'ms', '') as double) d, trim(${value(word(5), "path")}, '"') u`;
    const one = (key: string, text: string): string => `regexp_extract(line, '${key}=${text}', 1)`;
    return {
      "read_csv by space": `select ${figures((index) => `w${index}`)} from ${readCsv(file, "' '", "", varchar(words.map((_, index) => `w${index + 1}`)))} ${isRecord}`,
      "string_split by space": `select ${figures((index) => `p[${index}]`)} from (select string_split(line, ' ') p from ${lines(file)}) ${isRecord}`,
      regexp_extract: `select p.m m, try_cast(p.st as smallint) st, try_cast(p.b as bigint) b, try_cast(p.d as double) d, p.u u from (select regexp_extract(line, '^time=(\\d+-\\d+-\\d+T\\d+:\\d+).* path="?([^ "]+)"? status=(\\d+) bytes=(\\d+) duration=([\\d.]+)ms', ['m', 'u', 'st', 'b', 'd']) p from ${lines(file)}) ${isRecord}`,
      "regexp_extract of each key": `select ${one("time", "(\\d+-\\d+-\\d+T\\d+:\\d+)")} m, try_cast(${one("status", "(\\d+)")} as smallint) st, try_cast(${one("bytes", "(\\d+)")} as bigint) b, try_cast(${one("duration", "([\\d.]+)ms")} as double) d, ${one("path", '"?([^ "]+)')} u from ${lines(file)} ${isRecord} and m <> ''`,
    };
  },
  cloudfront: (file) => {
    const columns = Array.from({ length: 33 }, (_, index) => `c${index + 1}`);
    const typed: Record<string, string> = { c4: "BIGINT", c9: "SMALLINT", c19: "DOUBLE" };
    const figures = (column: (index: number) => string): string =>
      `concat(${column(1)}, ' ', substr(${column(2)}, 1, 5)) m, try_cast(${column(9)} as smallint) st, try_cast(${column(4)} as bigint) b, try_cast(${column(19)} as double) d, ${column(8)} u`;
    const hasTime = `where d is not null and m[5] = '-'`;
    return {
      "read_csv by TAB": `select concat(c1, ' ', substr(c2, 1, 5)) m, c9 st, c4 b, c19 d, c8 u from ${readCsv(
        file,
        "'\t'",
        "",
        columns.map((name) => `${name}: '${typed[name] ?? "VARCHAR"}'`).join(", "),
      )} ${hasTime}`,
      "read_csv by TAB, VARCHAR": `select ${figures((index) => `c${index}`)} from ${readCsv(file, "'\t'", "", varchar(columns))} ${hasTime} and st is not null`,
      "string_split by TAB": `select ${figures((index) => `p[${index}]`)} from (select string_split(line, '\t') p from ${lines(file)}) ${hasTime} and st is not null`,
    };
  },
};

/** Each way to ask DuckDB for the figures of every minute, and of every route in the same scan when the work says so. */
export function duckDbWays(format: InputFormat, file: string, work: Work): SqlWay[] {
  return Object.entries(SOURCES[format](file)).flatMap(([name, source]) => {
    if (work === "minutes") return [{ name, sql: `select m, ${AGGREGATES} from (${source}) group by m` }];
    const withRoute = `select *, ${ROUTE} r from (${source})`;
    return [
      {
        name: `${name}, grouping sets`,
        sql: `select case when grouping(m) = 0 then m else coalesce(r, '-') end, ${AGGREGATES} from (${withRoute}) group by grouping sets ((m), (r))`,
      },
      {
        name: `${name}, materialized`,
        sql: `with records as materialized (${withRoute}) select m, ${AGGREGATES} from records group by m union all select coalesce(r, '-'), ${AGGREGATES} from records group by r`,
      },
    ];
  });
}
