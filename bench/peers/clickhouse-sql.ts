import type { InputFormat } from "../inputs/input-format.ts";
import type { SqlWay } from "./duckdb-sql.ts";
import type { Work } from "./figures.ts";

const AGGREGATES =
  "count(), countIf(st between 200 and 299), countIf(st between 300 and 399), countIf(st between 400 and 499), countIf(st >= 500), sum(b), sum(d), min(d), max(d), quantilesTDigest(0.5, 0.95, 0.99)(d)";

/** A select as in `duckdb-sql.ts`, and the settings that it needs. */
interface Source {
  select: string;
  settings?: string;
}

function custom(file: string, structure: string, select: string): Source {
  return {
    select: `select ${select} from file('${file}', 'CustomSeparated', '${structure}')`,
    settings: `format_custom_escaping_rule = 'CSV', format_custom_field_delimiter = ' ', input_format_allow_errors_ratio = 0.1`,
  };
}

const strings = (names: readonly string[]): string => names.map((name) => `${name} String`).join(", ");

const SOURCES: Record<InputFormat, (file: string) => Record<string, Source>> = {
  combined: (file) => {
    const lines = `file('${file}', 'LineAsString')`;
    return {
      "splitByChar by quote": {
        select: `select substring(p[1], -28, 17) m, toUInt16OrZero(substring(p[3], 2, 3)) st, toInt64OrZero(trimBoth(substring(p[3], 6))) b, toFloat64OrNull(trimLeft(p[7])) d, splitByChar(' ', p[2])[2] u from (select splitByChar('"', line) p from ${lines}) where st > 0 and d is not null`,
      },
      "splitByChar by space": {
        select: `select substring(p[4], 2, 17) m, toUInt16OrZero(p[9]) st, toInt64OrZero(p[10]) b, toFloat64OrNull(p[-1]) d, p[7] u from (select splitByChar(' ', line) p from ${lines}) where st > 0 and d is not null`,
      },
      extractGroups: {
        select: `select p[1] m, toUInt16OrZero(p[3]) st, toInt64OrZero(p[4]) b, toFloat64OrNull(p[5]) d, p[2] u from (select extractGroups(line, '\\\\[([^ :]+:\\\\d\\\\d:\\\\d\\\\d):\\\\d\\\\d [^\\\\]]+\\\\] "[A-Z]+ ([^ "]*)[^"]*" (\\\\d{3}) (\\\\d+) .* (\\\\d+\\\\.\\\\d+)$') p from ${lines}) where st > 0`,
      },
      "CustomSeparated, CSV rule": custom(
        file,
        strings(["ip", "i1", "i2", "ts", "tz", "req", "s", "n", "ref", "ua", "t"]),
        "substring(ts, 2, 17) m, toUInt16OrZero(s) st, toInt64OrZero(n) b, toFloat64OrNull(t) d, splitByChar(' ', req)[2] u",
      ),
    };
  },
  json: (file) => {
    const types = { time: "String", status: "Nullable(UInt16)", bytes: "Nullable(Int64)", duration_ms: "Nullable(Float64)", path: "String" };
    const structure = Object.entries(types)
      .map(([name, type]) => `${name} ${type}`)
      .join(", ");
    const lines = `file('${file}', 'LineAsString')`;
    const one = (name: keyof typeof types): string => `JSONExtract(line, '${name}', '${types[name]}')`;
    return {
      "JSONExtract of a tuple": {
        select: `select substring(p.time, 1, 16) m, p.status st, p.bytes b, p.duration_ms d, p.path u from (select JSONExtract(line, 'Tuple(${structure})') p from ${lines}) where m <> ''`,
      },
      "JSONExtract of each key": {
        select: `select substring(${one("time")}, 1, 16) m, ${one("status")} st, ${one("bytes")} b, ${one("duration_ms")} d, ${one("path")} u from ${lines} where m <> ''`,
      },
      simpleJSONExtract: {
        select: `select substring(simpleJSONExtractString(line, 'time'), 1, 16) m, simpleJSONExtractUInt(line, 'status') st, simpleJSONExtractInt(line, 'bytes') b, simpleJSONExtractFloat(line, 'duration_ms') d, simpleJSONExtractString(line, 'path') u from ${lines} where m <> ''`,
      },
    };
  },
  alb: (file) => {
    const lines = `file('${file}', 'LineAsString')`;
    const figures = (word: (index: number) => string): string =>
      `substring(${word(2)}, 1, 16) m, toUInt16OrZero(${word(9)}) st, toInt64OrZero(${word(12)}) b, if(${word(6)} = '-1', null, toFloat64OrNull(${word(6)}) + toFloat64OrNull(${word(7)}) + toFloat64OrNull(${word(8)})) d`;
    const head = ["kind", "time", "elb", "client", "target", "t6", "t7", "t8", "s", "tst", "rx", "n", "req"];
    const rest = ["agent", "cipher", "tls", "grp", "trace", "domain", "cert", "rule", "created", "actions", "redirect", "err", "targets", "codes", "cls", "reason", "tid"];
    return {
      "splitByChar by space": {
        select: `select ${figures((index) => `h[${index}]`)}, path(h[14]) u from (select splitByChar(' ', line) h from ${lines}) where st > 0 and length(h) > 14`,
      },
      "splitByChar of what is before the quote": {
        select: `select ${figures((index) => `h[${index}]`)}, path(splitByChar(' ', q[2])[2]) u from (select splitByChar('"', line, 2) q, splitByChar(' ', q[1]) h from ${lines}) where st > 0`,
      },
      "splitByChar with a limit": {
        select: `select ${figures((index) => `h[${index}]`)}, path(h[14]) u from (select splitByChar(' ', line, 15) h from ${lines}) where st > 0 and length(h) > 14`,
      },
      extractGroups: {
        select: `select p[1] m, toUInt16OrZero(p[5]) st, toInt64OrZero(p[6]) b, if(p[2] = '-1', null, toFloat64OrNull(p[2]) + toFloat64OrNull(p[3]) + toFloat64OrNull(p[4])) d, p[7] u from (select extractGroups(line, '^\\\\S+ (\\\\d+-\\\\d+-\\\\d+T\\\\d+:\\\\d+)\\\\S+ \\\\S+ \\\\S+ \\\\S+ (\\\\S+) (\\\\S+) (\\\\S+) (\\\\d+) \\\\S+ \\\\d+ (\\\\d+) "\\\\S+ https://[^/]*(\\\\S+) [^"]*"') p from ${lines}) where st > 0`,
      },
      "CustomSeparated, CSV rule": custom(
        file,
        strings([...head, ...rest]),
        `${figures((index) => (index === 2 ? "time" : index === 9 ? "s" : index === 12 ? "n" : `t${index}`))}, path(splitByChar(' ', req)[2]) u`,
      ),
    };
  },
  app: (file) => {
    const lines = `file('${file}', 'LineAsString')`;
    return {
      splitByString: {
        select: `select substring(line, 1, 16) m, toUInt16OrZero(p[3]) st, 0 b, toFloat64OrNull(trimRight(p[4], 'ms')) d, splitByChar(' ', p[2])[2] u from (select line, splitByString(' - ', line) p from ${lines}) where st > 0 and d is not null`,
      },
      "splitByChar by space": {
        select: `select substring(line, 1, 16) m, toUInt16OrZero(p[7]) st, 0 b, toFloat64OrNull(trimRight(p[9], 'ms')) d, p[5] u from (select line, splitByChar(' ', line) p from ${lines}) where st > 0 and d is not null`,
      },
      extractGroups: {
        select: `select p[1] m, toUInt16OrZero(p[3]) st, 0 b, toFloat64OrNull(p[4]) d, p[2] u from (select extractGroups(line, '^(\\\\d+-\\\\d+-\\\\d+ \\\\d+:\\\\d+):\\\\d+ - [A-Z]+ (\\\\S+) - (\\\\d+) - (\\\\d+)ms$') p from ${lines}) where st > 0`,
      },
    };
  },
  logfmt: (file) => {
    const lines = `file('${file}', 'LineAsString')`;
    return {
      "splitByChar by space": {
        select: `select substring(p[1], 6, 16) m, toUInt16OrZero(substring(p[6], 8)) st, toInt64OrZero(substring(p[7], 7)) b, toFloat64OrNull(trimRight(substring(p[8], 10), 'ms')) d, trimBoth(substring(p[5], 6), '"') u from (select splitByChar(' ', line) p from ${lines}) where st > 0 and d is not null and length(m) = 16 and m not like '?%'`,
      },
      extractGroups: {
        select: `select p[1] m, toUInt16OrZero(p[3]) st, toInt64OrZero(p[4]) b, toFloat64OrNull(p[5]) d, p[2] u from (select extractGroups(line, '^time=(\\\\d+-\\\\d+-\\\\d+T\\\\d+:\\\\d+).* path="?([^ "]+)"? status=(\\\\d+) bytes=(\\\\d+) duration=([0-9.]+)ms') p from ${lines}) where st > 0`,
      },
      extractKeyValuePairs: {
        select: `select substring(p['time'], 1, 16) m, toUInt16OrZero(p['status']) st, toInt64OrZero(p['bytes']) b, toFloat64OrNull(trimRight(p['duration'], 'ms')) d, p['path'] u from (select extractKeyValuePairs(line, '=', ' ') p from ${lines}) where st > 0 and d is not null and m not like '?%'`,
      },
    };
  },
  cloudfront: (file) => {
    const lines = `file('${file}', 'LineAsString')`;
    const structure = strings(Array.from({ length: 33 }, (_, index) => `c${index + 1}`));
    return {
      "splitByChar by TAB": {
        select: `select concat(p[1], ' ', substring(p[2], 1, 5)) m, toUInt16OrZero(p[9]) st, toInt64OrZero(p[4]) b, toFloat64OrNull(p[19]) d, p[8] u from (select splitByChar('\\t', line, 19) p from ${lines}) where st > 0 and d is not null and m like '____-%'`,
      },
      "splitByChar by TAB, all of it": {
        select: `select concat(p[1], ' ', substring(p[2], 1, 5)) m, toUInt16OrZero(p[9]) st, toInt64OrZero(p[4]) b, toFloat64OrNull(p[19]) d, p[8] u from (select splitByChar('\\t', line) p from ${lines}) where st > 0 and d is not null and m like '____-%'`,
      },
      TSVRaw: {
        select: `select concat(c1, ' ', substring(c2, 1, 5)) m, toUInt16OrZero(c9) st, toInt64OrZero(c4) b, toFloat64OrNull(c19) d, c8 u from file('${file}', 'TSVRaw', '${structure}') where st > 0 and d is not null and c1 like '____-%'`,
        settings: `input_format_allow_errors_num = 1000000, input_format_allow_errors_ratio = 0.1`,
      },
    };
  },
};

const ROUTE = "replaceRegexpAll(cutQueryString(u), '/[0-9]+', '/:id')";

/** Each way to ask ClickHouse for the figures of every minute, and of every route in the same scan when the work says so. */
export function clickHouseWays(format: InputFormat, file: string, work: Work, threads: number): SqlWay[] {
  return Object.entries(SOURCES[format](file)).flatMap(([name, { select, settings }]) => {
    const end = `settings ${[`max_threads = ${threads}`, ...(settings === undefined ? [] : [settings])].join(", ")}`;
    if (work === "minutes") return [{ name, sql: `select m, ${AGGREGATES} from (${select}) group by m ${end}` }];
    return [
      { name: `${name}, arrayJoin`, sql: `select arrayJoin([m, ${ROUTE}]) k, ${AGGREGATES} from (${select}) group by k ${end}` },
      { name: `${name}, grouping sets`, sql: `select concat(m, r), ${AGGREGATES} from (select *, ${ROUTE} r from (${select})) group by grouping sets ((m), (r)) ${end}` },
    ];
  });
}
