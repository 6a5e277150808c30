import { generateSampleLog } from "../../cli/sample-log.ts";
import { makeSegments } from "../generate/line-pieces.ts";
import { mutateLine } from "../generate/mutate-line.ts";
import { createSeededRandom, type SeededRandom } from "../generate/seeded-random.ts";
import { CONTAINED_TEXTS, makeEnvelope } from "./envelopes.ts";
import { ODD_LINES, OWNER, oddPlaces } from "./odd-places.ts";
import { RARE_LINES, REPORTS, SECOND_KEYS, TAILED } from "./rare-lines.ts";
import { REFUSED_LINES } from "./refused-lines.ts";

const START_MS = Date.UTC(2026, 10, 21);
const POOL_BYTES = 400_000;

const linesOf = (format: "combined" | "json", seed: number): string[] =>
  [...generateSampleLog(POOL_BYTES, seed, START_MS, format)].flatMap((chunk) => Buffer.from(chunk).toString("latin1").split("\n").slice(0, -1));

/** What programs write a thousand times for each time that they write something odd: the lines that the fast path is made for. */
const POOL: string[] = [
  ...linesOf("combined", 1),
  ...linesOf("json", 2),
  ...linesOf("json", 3).map((line) => line.replaceAll('":', '": ').replaceAll(',"', ', "')),
  ...linesOf("json", 4).map((line) =>
    line
      .replace('"level"', '"user":{"id":7,"status":503,"path":"/inner"},"level"')
      .replace('"host"', '"tags":["a","b:"],"ids":[1,-2.5,true,null],"none":[],"msg":"said \\"no\\" \\u00e9\\\\","ok":true,"none":null,"host"'),
  ),
  ...linesOf("json", 5).map((line) => line.replace('"duration_ms":', '"metadata":{"trace":"a","duration_us":7},"response_time":').replace(/\.\d+Z/, "+02:00")),
];

/** Of the lines that come from anywhere. */
const RARE_SHARE = 0.1;
/** Of the logs: those whose lines stand within others, and among these how many have no time of their own. */
const ENVELOPE_SHARE = 0.1;
const TEXT_SHARE = 0.3;
const POOL_LINES = 1_000;
/** Of kinds that are mostly for the slow way, and of those that are only for it. */
const SLOW_LINES = 400;
const ONLY_SLOW_LINES = 120;
const LINES_PER_MINUTE = 5;

/** So many lines of services that write one format only. */
function serviceLines(make: (random: SeededRandom, clock: string, target: string, status: number) => string, count = POOL_LINES): string[] {
  const random = createSeededRandom(7);
  return Array.from({ length: count }, (_, i) => {
    // Most lines share the minute with the one before.
    const minute = Math.floor(i / LINES_PER_MINUTE);
    const clock = `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:${String(random.below(60)).padStart(2, "0")}`;
    return make(
      random,
      clock,
      random.pick([
        "/",
        `/api/items/${i}`,
        "/api/orders/7c9e6679-7425-40de-944b-e07fc1f90ae7?limit=20",
        "/static/app.js",
        makeSegments(random),
        random.pick(["/v12/", `/v12/${i}`]),
      ]),
      random.pick([200, 304, 404, 502]),
    );
  });
}

/** Around what 31 and 32 bits of µs hold, and what is longer than a day or than any number. */
const LONG_SECONDS =
  "999.999 1000.000 2147.483 2147.484 4294.967 4294.968 9999.999 2147.483647 2147.483648 4294.967296 86400.001 18446744073709.551616 18446744073.709551616".split(" ");
const LONG_SHARE = 0.03;
const seconds = (random: SeededRandom): string => (random.chance(LONG_SHARE) ? random.pick(LONG_SECONDS) : random.chance(0.1) ? "-1" : (random.below(2_000) / 1_000).toFixed(3));

POOL.push(
  // nginx with the time of the request at the end, or that and the upstream's.
  ...serviceLines(
    (random, clock, target, status) =>
      `192.0.2.${random.below(256)} - - [21/Nov/2026:${random.chance(0.02) ? clock.replace(/:(?=..$)/, ";") : clock} +0000] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "curl/8.5.0" ${seconds(random)}${random.pick(["", "", ` ${seconds(random)}`])}`,
  ),
  ...serviceLines(
    (random, clock, target, status) =>
      `${random.pick(["http", "https", "h2"])} 2026-11-21T${clock}.${String(random.below(1e6)).padStart(6, "0")}Z app/shop/50dc6c495c0c9188 192.0.2.${random.below(256)}:2817 10.0.0.1:80 ${seconds(random)} ${seconds(random)} 0.000 ${status} ${status} 34 ${random.below(99_999)} "GET https://shop.example:443${target} HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "${random.pick(["shop.example", "-", "api.example"])}" "-" 0 2026-11-21T${clock}.364000Z "forward" "-" "-" "10.0.0.1:80" "${status}" "-" "-"`,
  ),
  ...serviceLines(
    (random, clock, target, status) =>
      `2026-11-21T${clock}.945958Z my-balancer 192.0.2.${random.below(256)}:2817 ${random.pick(["10.0.0.1:80", "-"])} ${seconds(random)} 0.001337 ${seconds(random)} ${status} ${status} 0 ${random.below(99_999)} "GET https://shop.example:443${target} HTTP/1.1" "curl/8.5.0" DHE-RSA-AES128-SHA TLSv1.2`,
  ),
  ...serviceLines(
    (random, clock, target, status) =>
      `${OWNER} shop-logs [21/Nov/2026:${clock} +0000] 192.0.2.3 ${OWNER} 3E57427F3EXAMPLE REST.GET.OBJECT photos/lamp.jpg "GET ${target} HTTP/1.1" ${status} ${random.pick(["-", "NoSuchKey"])} ${random.pick(["-", "113"])} - ${random.below(900)} ${random.pick(["-", "7"])} "-" "aws-cli/2" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6Uk= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-logs.s3.amazonaws.com TLSV1.2 - -`,
  ),
);

// One service whose values are now of this kind, now of that, or null: then another key may count.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const members = [
      `"ts":"2026-11-21T${clock}.${String(random.below(1_000)).padStart(3, "0")}Z"`,
      `"lvl":${random.pick(['"info"', '"WARN"', "30", "null"])}`,
      `"status":${random.pick([String(status), String(status), `"${status}"`, "null"])}`,
      `"elapsed_ms":${random.pick(["12", "1.25", "0.5", "null", "12", "2147483.647", "2147483.648", "4294967.296", "18446744073709551.616"])},"duration":${random.pick(["7", "null"])}`,
      `"url":${random.pick([`"${target}"`, "null"])}`,
      `"cost_s":${random.below(9)},"metadata":{"cost_us":${random.below(900)}}`,
      `"app":${random.pick(['"api"', '"api-v2"', '"a"', "null"])}`,
      `"note":${random.pick(['"x"', '"a \\"b\\" \\u0041"', "null", "-1.5", "true", '["a"]'])}`,
      `"ids":[${random.pick(["", "1", '"a","b"'])}]`,
    ];
    return `{${members.filter(() => random.chance(0.9)).join(",")}}`;
  }),
);

// One service whose lines differ in a number only, which may be none, or in a word in its place.
POOL.push(
  ...serviceLines((random, clock, target) => {
    const bytes = random.pick(["7", "7", "70", "07", "0", "00", "7.", "7.x", "7e1"]);
    const took = random.pick(["12", "12", "12.5", "012.5", "0.5", "00.5", "null", "null", "true", "-1"]);
    return `{"time":"2026-11-21T${clock}.001Z","level":"info","path":"${target}","bytes":${bytes},"took_ms":${took}}`;
  }),
);

// Escapes beside each other and as far from each other as is searched at once, some of them none, and some of the quote that should be the end; and leap seconds.
POOL.push(
  ...serviceLines((random, clock, target) => {
    const seconds = random.pick([clock.slice(6), clock.slice(6), "60", "61"]);
    const escape = (): string => random.pick(["", "\\n", '\\"', "\\\\", "\\/", "\\t", "\\u00e9", "\\c"]);
    const text = `${escape()}${escape()}${"x".repeat(random.pick([0, 7, random.between(55, 63)]))}${escape()}${escape()}`;
    return `{"time":"2026-11-21T${clock.slice(0, 6)}${seconds}.001Z","level":"info","path":"${target}","msg":"${text}${random.pick(["", "", "\\"])}","user":7}`;
  }),
);

// Services whose names stand in objects of their own, some of the time.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const members = [
      random.pick([
        `"t":{"$date":"2026-11-21T${clock}.250+00:00"}`,
        `"t":"2026-11-21T${clock}Z"`,
        `"t":{"$date":null},"@t":"2026-11-21T${clock}Z"`,
        `"instant":{"epochSecond":1795252500}`,
      ]),
      random.pick([
        '"service":{"name":"api","id":7}',
        '"service":{"name":"api","id":7}',
        '"service":{"name":"web"}',
        '"name":"api"',
        '"service":{"id":7}',
        '"service":"api"',
        '"service":{"name":"api"},"service.name":"b"',
        '"name":"api"',
      ]),
      random.pick([
        '"host":{"name":"web-1"}',
        '"host":{"name":"web-1"}',
        '"host":{"name":"web-2"}',
        '"host":"web-1"',
        '"host":"web-1"',
        '"host":{"ip":["::1"]}',
        `"http":{"version":"1.1","request":{"method":"GET"},"response":{"status_code":${status},"body":{"bytes":${random.below(9999)}}}}`,
        `"http":{"response":{"body":{"bytes":${random.below(9999)},"x":{"y":{"z":{}}}},"status_code":${status}}}`,
        `"http":{"response":{"status_code":${status}},"response":{"x":1},"status":404}`,
        `"x":{"http":{"response":{"status_code":${status}}}},"http":{"status":404}`,
        `"meta":{"req":{"method":"PUT","url":"${target}"},"res":{"statusCode":${status}},"responseTime":${random.below(900)}}`,
        `"meta":{"res":{"statusCode":${status}}},"meta":{"res":{"x":1}}`,
        '"host":null,"hostname":"web-2"',
      ]),
      random.pick(['"log":{"level":"error","logger":"x"}', '"level":"info"', '"level":200,"level_name":"ERROR"', '"log":"error"']),
      random.pick([
        `"event":{"duration":${random.below(9e7)}}`,
        `"event":"done","duration":${random.below(900)}`,
        '"latency":28300,"latency_human":"28 ms"',
        '"logger":"http.log.error","duration":0.5',
        '"logger":"http.handlers.reverse_proxy","duration":0.5,"@level":"error"',
      ]),
      random.pick([`"url":{"path":"${target}"}`, `"url":"${target}"`, `"httpRequest":{"requestUrl":"https://shop.example${target}","status":200,"latency":"0.025s"}`]),
    ];
    return `{${members.join(",")}}`;
  }),
);

const LEVELS =
  "INFO INFO INFO INFO WARN ERROR DEBUG TRACE WARNING NOTICE FATAL CRIT CRITICAL ERR ALERT EMERG EMERGENCY PANIC SEVERE INFORMATION VERBOSE INF WRN FTL dbg TRC VRB PNC DPANIC Information eror LOG".split(
    " ",
  );
const DURATIONS =
  "45ms 1.5s 0.25ms 812us 90\xc2\xb5s 7\xce\xbcs 1500ns 3h 5m 1m2.5s -4ms 12 2.5 10MB 3users 2147483.647ms 2147483.648ms 4294967.296ms 2147.484s 00012ms 1.ms .5ms 1.5.2ms 12345678ms 123456789us".split(
    " ",
  );
const level = (random: SeededRandom): string => {
  const name = random.pick(LEVELS);
  return random.pick([
    name,
    name,
    name,
    `[${name}]`,
    `[${name.toLowerCase()}]`,
    `${name.toLowerCase()}:`,
    `${name}:`,
    name.toLowerCase(),
    `[${name}`,
    `${name}]`,
    `[${name}]:`,
    `(${name})`,
    `[main][${name}][x] y`,
    `[${name}][x`,
    `[core:${name.toLowerCase()}]`,
    `[a:b:${name}]:`,
    `[${name.toLowerCase()}   ]`,
    `[${name.toLowerCase()}\t] ]`,
  ]);
};
const duration = (random: SeededRandom): string => {
  const text = random.pick([`${random.below(900)}ms`, random.pick(DURATIONS)]);
  return random.pick([text, text, text, `(${text})`, `${text}.`, `${text},`, `${text};`, `in=${text}`, `- ${text}`, `limit = ${text}`, `limit=\t${text} 7ms`, `= - ${text}`]);
};
const ZONES = ["", "", "Z", "+01:00", "-0330", " UTC"];
const ODD_ZONES = [" +0100", " -0330", " GMT", " -5x", "Z UTC", "+01:00 UTC", "-0330 UTC", " UTCX", "z"];
const isoClock = (random: SeededRandom, clock: string): string =>
  `2026-11-21${random.pick(["T", " ", " "])}${clock}${random.pick(["", ".123", ",123", ".5", ".1234567", ".12345678", ".123456789", ".1234567890"])}${random.pick(random.chance(0.8) ? ZONES : ODD_ZONES)}`;

POOL.push(
  ...serviceLines(
    (random, clock) =>
      `${isoClock(random, clock)}${random.pick([" ", " ", "  ", "\t", "\t", "\t\t", "\t\t", " - ", "\t- "])}${random.pick(["", "", "[main] ", "[worker-3]  ", "com.example.Shop: ", "a b ", "HTTP ", "a:1 b:2 c:3 d "])}${level(random)}${random.pick([" ", "\t"])}${random.pick(["Request processed in ", "handled order 4711 for customer 12 in ", "- ", "retry 3 of 5: ", "", "took "])}${duration(random)}${random.pick(["", "", " ", " and more 9ms", "\t7s"])}`,
  ),
  ...serviceLines(
    (random, clock, target, status) =>
      `${isoClock(random, clock)} ${random.pick(["- ", "- ", "", "-", "[main] "])}${random.pick(["GET", "GET", "POST", "DELETE", "PURGE", "INFO", "Get"])} ${random.pick([target, target, target, `https://shop.example${target}`, "*", "x"])}${random.pick(["", ` - ${status}`, ` - ${status} - ${duration(random)}`, ` - ${status} - ${random.below(900)}ms`, ` - ${status} - ${random.below(900)}ms - x`, ` - - - 5ms`, ` -  ${status}`, ` x - ${status}`])}`,
  ),
  // What rsyslog writes to files, and what only begins so.
  ...serviceLines((random, clock, target, status) => {
    const zone = random.pick(["+00:00", "+00:00", "+02:00", "+0000", "Z", ""]);
    const time = `2026-11-21${random.chance(0.95) ? "T" : " "}${clock}${random.pick([".123456", ".123456", ".123456", ".123", ""])}${zone}`;
    const host = random.chance(0.9)
      ? random.pick(["web-1", "db_2.shop.example"])
      : random.pick(["ERROR", "Error", "a:", "2001:db8::7", "a/b", "-", "h".repeat(256), "h".repeat(257), "GET"]);
    const program = random.chance(0.9) ? random.pick(["sshd", "kernel", "postfix/smtpd"]) : random.pick(["error", "-", "", "s".repeat(257), "a:b"]);
    const tag = random.pick([
      `${program}[${random.below(9999)}]:`,
      `${program}[${random.below(9999)}]:`,
      `${program}:`,
      `${program}:`,
      program,
      `${program}[x]:`,
      `${program}[]:`,
      `${program}[7]`,
    ]);
    const message = random.pick([
      "session opened for user root",
      `${random.pick(LEVELS)} request processed in ${random.pick(DURATIONS)}`,
      "[12.345] usb 1-1: new device",
      "a [12/34] done",
      `[21/Nov/2026:${clock}] info: be/s1 0/0/0/0/5 ${status} 7`,
      "",
      `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "curl/8.5.0" ${seconds(random)}`,
    ]);
    return `${time} ${random.chance(0.95) ? "" : random.pick([" ", "- ", "\t"])}${host}${random.chance(0.95) ? " " : "\t"}${tag}${random.chance(0.95) ? " " : random.pick(["  ", "\t", ""])}${message}`;
  }),
  ...serviceLines(
    (random, clock, target, status) =>
      `${random.pick(["", "192.0.2.7 - - ", "192.0.2.7 - - ", "192.0.2.7 - - "])}[21/Nov/2026${random.pick([" ", ":", ":", ":"])}${clock}${random.pick(["", " +0000", " +0000", " +0000"])}] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)}`,
  ),
  // Columns between tabs.
  ...serviceLines(
    (random, clock) =>
      `2026-11-21T${clock}Z${random.pick(["\t", "\t", "\t\t", "\t ", " \t"])}${random.pick(["info", "Error", "x", "WARN", "a\tinfo"])}${random.pick(["\t", "\t", " ", ""])}${random.pick(["served in 5ms", "", "a\t7ms"])}`,
  ),
  // What begins with a date may go on as an access line does.
  ...serviceLines(
    (random, clock, target, status) =>
      `${random.pick(["2026/11/21", "2026/11/21", "2026-11-21", "2026/11-21", "10.0/11.21"])} ${clock}${random.pick([" x", " -", ""])} [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "curl/8.5.0"`,
  ),
  // Between an application's lines one that a balancer may have written.
  ...serviceLines(
    (random, clock, target, status) =>
      `2026-11-21T${clock}.945958Z ${random.pick(["lb", "INFO", " lb", "a\tb"])} ${random.pick(["192.0.2.7:2817", "Shop:12", "Shop:", "::1:80"])} ${random.pick(["10.0.0.1:80", "-", "x"])} ${random.pick(["0.1 0.2 0.3", "took 5ms"])} ${status} ${status} 0 7 "GET ${target} HTTP/1.1" "-" - -`,
  ),
);

// A balancer's line that was cut off in its request, and a line that begins as the rest of it does.
POOL.push(
  ...serviceLines(
    (random, clock, target, status) =>
      `h2 2026-11-21T${clock}.186641Z app/shop/50dc 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 ${status} ${status} 34 366 "GET https://shop.example:443${target} HTTP/${random.pick(["1.", "1.", "1.1", "2"])}\n" "curl/8.5.0" ECDHE TLSv1.2 arn:aws:x "Root=1-58" "shop.example" "-" 0 2026-11-21T${clock}.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`,
  ).slice(0, 100),
);

// Programs that write a count before the duration, or something that only looks alike.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const name = random.pick(["[shop-web-8080]", "[shop-web-8080]", "[]", "shop", "[", ""]);
    const rest = random.pick([
      ` ${seconds(random)} ${name} [] 10.0.0.1:8080 59 0.000 200 529a007902362a5f51385a5fa7049884`,
      ` ${seconds(random)} ${name}`,
      `  ${random.pick(["0.25", "7", "x", "1.5s"])} ${name}`,
      ` ${random.pick(["0.25", "7", "x", "0.1234567", "1."])}  ${name}`,
      ` "shop@docker" "http://10.0.0.1:80" ${random.pick(DURATIONS)}`,
      ` ${random.pick(["shop", "api", "/api"])} ${random.pick(DURATIONS)}${random.pick(["", " ", '"'])}`,
      ` ${random.pick(["months", "0.25 meters", "-", "", "ms", "s", "us", "m", "ns x", "  ms", "msec"])}`,
      `.25${random.pick([" ms", "  ms", " s", " m", " x", " us 7", " \xc2\xb5s", " "])}`,
      "",
    ]);
    return `192.0.2.${random.below(256)} - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "curl/8.5.0" ${random.below(900)}${rest}`;
  }),
);

// HAProxy and mod_ssl without syslog.
POOL.push(
  ...serviceLines((random, clock, target, status) =>
    random.pick([
      `10.0.1.2:33317 [21/Nov/2026:${clock}.655] http-in~ static/srv1 10/0/30/69/${random.pick(["109", "109", "-1", "+109"])} ${status} ${random.pick(["2750", "+7", "-1"])} - - ---- 1/1/1/1/0 0/0 ${random.pick(["", "{curl/8.5.0 (x)} {} ", '{"a} '])}"GET ${target} HTTP/1.1"`,
      `10.0.1.2:33317 [21/Nov/2026:${clock}.655] fnt bck/srv1 0/0/${random.below(900)} ${random.below(900)} ${random.pick(["--", "SC", "-"])} 1/1/1/1/0 0/0`,
      `${random.pick(["", "", "a "])}[21/Nov/2026:${clock} +0000] 192.0.2.7 ${random.pick(["TLSv1.3", "GET"])} ECDHE-RSA-AES128-GCM-SHA256 "GET ${target} HTTP/1.1" ${random.pick(["1375", "-", "200 5"])}`,
      `[21/Nov/2026:${clock} +0000] GET ${target} ${status} "GET ${target} HTTP/1.1" 7`,
      `[21/Nov/2026:${clock} +0000] [${random.pick(["ab:alert", "error", "odd", "core:trace3", "a:b"])}] [pid 7] failed`,
    ]),
  ),
);

// ISO times in brackets, as Envoy writes them and nginx may, and Squid's lines.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const time = `[2026-11-21${random.pick(["T", "T", " "])}${clock}${random.pick([".655Z", "Z", "+02:00", "", "x"])}]`;
    const request = random.pick([`"GET ${target} HTTP/1.1"`, `"GET ${target} HTTP/1.1"`, '"- - -"', '"said', "GET /", '"a"']);
    const count = (): string => random.pick([String(random.below(900)), String(random.below(900)), "0", "-", "1.5", "1234567890123456"]);
    return random.pick([
      `${random.pick(["", "", "ACCESS ", "Access "])}${time} ${request} ${random.pick([String(status), "0", "ok"])} ${random.pick(["-", "UF,URX", '- via_upstream - "-"', "7", '"x"'])} ${count()} ${count()} ${count()} ${count()} "-" "curl/8.5.0" "c219f6da" ${random.pick(['"shop:8000"', '"-"', "shop", '"open'])}`,
      `${random.pick(["", "192.0.2.7 - - ", "www.shop.example 192.0.2.7 - - ", "[a] "])}${time} ${request} ${status} ${random.pick(["512", "-", "x"])} "-" "curl/8.5.0" ${seconds(random)}`,
      `17${String(random.below(1e8)).padStart(8, "0")}.${random.pick(["899", "899", "899", "89", "8x9"])} ${random.pick(["  16867", "3", "-", "x"])} 192.0.2.7 ${random.pick(["TCP_MISS", "TCP_TUNNEL", "NONE", "tcp"])}/${random.pick([String(status), "000", "-"])} ${count()} ${random.pick(["GET", "CONNECT", "NONE", "-"])} ${random.pick([`http://shop.example${target}`, "shop.example:443", "-", ""])} - HIER_DIRECT/192.0.2.9 text/html`,
    ]);
  }),
);

// Envoy's and Istio's lines as they are.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const details = random.pick(["", "", 'via_upstream - "-" ', 'via_upstream - "TLS error" ', "a ", "a b c d "]);
    const agent = random.pick(["curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64)", 'a\\"b', "a\\\\"]);
    const authority = random.pick(['"shop.example"', '"shop.example:8080"', '"-"', '""', "shop", `"${"h".repeat(random.between(254, 258))}"`]);
    const rest = random.pick(["", ' "10.0.0.1:80"', ' "10.0.0.1:80" inbound|80|| 127.0.0.1:1 10.0.0.3:80 - default', " "]);
    return `[2026-11-21T${clock}.${random.below(1_000)}Z] "${random.pick(["GET", "POST", "PRI"])} ${target} HTTP/${random.pick(["1.1", "2", "3"])}" ${status} ${random.pick(["-", "-", "UF,URX", '"-"'])} ${details}${random.below(900)} ${random.pick([String(random.below(99_999_999)), "123456789"])} ${random.pick([String(random.below(900)), "2147483", "2147484"])} ${random.pick(["3", "-"])} "${random.pick(["-", "10.0.0.9,10.0.0.8"])}" "${agent}" "752178ad" ${authority}${rest}`;
  }),
);

// Messages that are lines themselves: Heroku's router, containers of Kubernetes, programs behind journald.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const level = random.pick(LEVELS).toLowerCase();
    const time = `2026-11-21T${clock}${random.pick([".125125+00:00", ".125125+00:00", ".125125-03:30", "Z", ".125125125Z", ".125+00:00"])}`;
    const header = random.pick([
      `<158>1 ${time} host heroku router - `,
      `<13>1 ${time} web-1 api 7 - - `,
      `Nov 21 ${clock} web-1 api[7]: `,
      `<30>Nov 21 ${clock} web-1 api: `,
      `${time} web-1 api[7]: `,
      `${time} heroku[router]: `,
      `${time} ${random.pick(["app[web.1]:", "app[web.1]", "[web.1]:", "error[1]:", "app[]:", "a[b:c]:"])} `,
      `${time} ${random.pick(["stdout", "stderr", "stdin", "stdouts"])} ${random.pick(["F", "F", "P", "X"])} `,
      `2026-11-21 ${clock} stdout F `,
    ]);
    const message = random.pick([
      `at=info method=GET path="${target}" dyno=web.1 connect=0ms service=${random.below(900)}ms status=${status} bytes=${random.below(9999)}`,
      `at=error code=H10 desc="App crashed" status=503 bytes= service=`,
      `time="${time}" level=${level} msg="a b" duration=${random.below(900)}`,
      `level=${level} msg=a "b"`,
      `{"level":"${level}","msg":"a"${random.pick(["", `,"status":${status}`, `,"method":"get","duration":5`, ',"x":'])}}`,
      `192.0.2.7 - - [21/Nov/2026:${clock} +0000] ${random.pick(["", "0.067 0.067 ", "(0 s) ", "- ", "[x] "])}"GET ${target} HTTP/1.1" ${status} 7`,
      `a ${level.toUpperCase()} b=c ${random.below(9)}ms`,
      `${random.pick(["_a", "@a", "a/b", "a-b", "7a", "a,b", "a b"])}=${random.below(9)} level=${level} status=${status}`,
      "",
    ]);
    return `${header}${random.pick(["", "", "", " "])}${message}`;
  }, ONLY_SLOW_LINES),
);

// Levels behind many words or in front of times in all forms, colours, requests in words: of Rails, chi, actix.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const level = random.pick(LEVELS);
    const esc = "\u001b";
    const words = random.pick([
      `pid=64 tid=a0 class=Job jid=39a3 elapsed=0.012 ${level}: done`,
      `[Workflow Event Thread 1] ${level} App - starting`,
      `[a b c d e f g h i j k l] ${level} x`,
      `[never closed a b ${level} x`,
      `CET [118]: [10-1] db=a,user=b ${level}:  x`,
      `EST MST PST CET ${level} x`,
      `a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 x y z ${level} x`,
      `"POST http://shop.example${target} HTTP/1.1" from 192.0.2.7:5555 - ${status} ${random.pick(["5B", "5", "B", "-B"])} in ${random.pick(["12.385781ms", "5", ""])}`,
      `192.0.2.7 "GET ${target} HTTP/1.1" ${status} ${random.pick(["1", "-", "x"])} "-" "curl/8" ${random.pick(["0.000065", "7", "x", "1.5s"])}`,
      `${random.pick(["[abc] ", "- ", ""])}Completed ${random.pick([String(status), "99", "x"])} Internal Server Error ${random.pick(["in 3ms", "in (3ms)", "in", "after 3ms", "in x"])} (x)`,
      `error: cannot go on`,
      `${level} took 12ms`,
      `GET ${target} ${status} 12ms`,
    ]);
    return random.pick([
      () => `2026-11-21T${clock}Z ${words}`,
      () => `[2026-11-21T${clock}Z] ${words}`,
      () => `2026-11-21T${clock}Z INFO ${words}`,
      () => `2026-11-21T${clock}.123456+00:00 web-1 shop[7]: ${words}`,
      () => `${random.pick(["", "", "<14>"])}Nov 21 ${clock} web-1 shop[7]: ${words}`,
      () => `Nov 21 ${clock} web-1 ${words}`,
      () => `2026-11-21T${clock}Z stderr F ${words}`,
      () => `2026-11-21_${clock}.19738 ${words}`,
      () => `2026${random.pick([".11.21", ".11-21", ".13.21"])} ${clock} ${words}`,
      () =>
        `${random.pick([`[${level} ]`, `[ ${level}]`, `[${level.toLowerCase()}]`, `${level}:`, `${level}\t`, `${level.toLowerCase()}:`, `[${level}            ]`])} ${random.pick(["2026-11-21T", "2026/11/21 ", "2026.11.21 ", "[2026-11-21T"])}${clock}${random.pick(["", "Z", "Z]"])} x`,
      () => `${esc}[2m2026-11-21T${clock}Z${esc}[0m ${esc}[31m${level}${esc}[0m ${words}`,
      () => `2026/11/21 ${clock}.700\t${esc}[31m${level}${esc}[0m\thttp`,
      () =>
        `2026-11-21T${clock}Z ${random.pick(["", "a very long text that goes on and on ", "x "])}${esc}[1;31m${level}${esc}[0;39m${random.pick(["", esc, `${esc}[`, `${esc}[1`])} x`,
      () => `2026-11-21T${clock}Z stdout F ${esc}[32m${level}${esc}[0m x`,
      () => `{"time":"2026-11-21T${clock}Z","level":"${level}${random.pick(["+4", "-2", "+", "4", "+4x"])}"}`,
      () => `time=2026-11-21T${clock}Z level=${level}+4 msg=x`,
      () => `<14>Nov 21 ${clock} web-1 shop[7]: level=${level}+4 msg=x`,
    ])();
  }, ONLY_SLOW_LINES * 2),
);

// Syslog with a level or a program in the host's place, and programs with more than a name; JSON of loggers that name things in their own way.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const header = `${random.pick(["", "", "", "<14>"])}Nov 21 ${clock}`;
    return random.pick([
      () =>
        `${header} ${random.pick(["ERRO", "INFO", "info", "WARN", "web-1"])} ${random.pick(["e, err: boom", "just words", "shop[7]: went on", "shop: ERROR x", `shop[7]: GET ${target} ${status}`, "ERROR x"])}`,
      () => `${header} ${random.pick(["unbound[7:0]", "unbound[7]", "unbound[7:]", "unbound[:0]", "un[x]", "[7]"])} ${random.pick(["notice:", "error:", "shop[7]:", "x"])} init`,
      () => `${header} web-1 ${random.pick(["imap(bob)<255><qQ>:", "imap(bob):", "(sd-pam)[7]:", "<x>:", "a<b:", "imap(bob)[7]:"])} ${random.pick(["Error: bad", "x"])}`,
      () =>
        `{"timestamp":"2026-11-21T${clock}Z","${random.pick(["severity_text", "level"])}":"ERROR","httpRequest":{"url":"http://shop.example${target}","method":"POST","path":"${target}"},"httpResponse":{"status":${status},"bytes":5,"elapsed":12.37}}`,
      () =>
        `{"timestamp":"2026-11-21T${clock}Z","level":"INFO","method":"${random.pick(["run", "get", "GET", "PROPFIND", "invoke0"])}"${random.pick(["", "", `,"status":${status}`, ',"path":"/x"', ',"path":"-"', ',"status":"x"'])}}`,
      () => `time=2026-11-21T${clock}Z level=info method=${random.pick(["run", "GET", "PUT", "COPY"])}${random.pick(["", "", ` status=${status}`, " path=/x"])}`,
      () => `{"time":"2026-11-21T${clock}Z","status":${status},"latency":"${random.pick(["   3.27ms", " 7", "  ", "3.27ms ", " x"])}"}`,
      () => `{"time":"2026-11-21T${clock}Z","mdc":{"status":"${status}","method":"GET"},"_path":"${target}","_duration_ms":7,"http.server.request.duration":0.5}`,
    ])();
  }, ONLY_SLOW_LINES),
);

// Times of requests that have a name, stand in quotes or between asterisks, or behind commas; requests of uWSGI and of Rails' lograge, and HAProxy's TCP lines.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const access = `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 123 "-" "curl/8"`;
    const took = random.pick(["0.005", "1.2375", "12.34", ".123", "0.", "1.2.345", "7", "12ms", "0.000,", "", "99999999999.123"]);
    return random.pick([
      () => `${access} "10.1.2.${random.below(256)}" "${took}" "0.123"`,
      () => `${access} "${took}"`,
      () => `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 123 "${took}" "1.234" 7`,
      () => `${access} ${random.pick(["rt=", "request_time=", "urt=", "rt"])}${took} urt=${took}, 0.001`,
      () => `${access} ${took}, ${took} 5`,
      () => `${access} ${random.pick(["0/2443", "**0/2443**", "0/", "/7", "1/2/3", "**", "1/x"])} 12`,
      () =>
        `[pid: ${random.pick(["7", "x"])}|app: 0|req: 2/2] 192.0.2.7 (${random.pick(["", "ada"])}) {24 vars in 252 bytes} [${random.pick(["Sat", "Sat", "Sa"])} Nov 21 ${clock} 2026] GET ${target} => generated ${random.pick(["3", "-", "x"])} bytes in ${random.pick(["1", "254", "-1", "1.5", "x"])} ${random.pick(["msecs", "micros", "secs"])} (HTTP/1.1 ${random.pick([String(status), "99", "x"])}) 2 headers in 66 bytes (1 switches on core 0)`,
      () => {
        const pairs = `method=GET path=${target} status=${status} error=${random.pick(["'A: b c'", "'it's x'", "'open", "''", "'a=b c'"])} duration=12.34 view=0.00`;
        return `${random.pick([`I, [2026-11-21T${clock}.218731 #25719]  INFO -- : `, `Nov 21 ${clock} web-1 shop[7]: `, `2026-11-21T${clock}Z INFO `, `2026-11-21T${clock}Z stdout F `])}${pairs}`;
      },
      () => `<134>Nov 21 ${clock} web-1 haproxy[7]: 192.0.2.7:38006 [21/Nov/2026:${clock}.041] f_tcp bt/s1 ${random.pick(["1/0/3", "1/0/-1", "1/0/+3"])} 300127 -- 1/1/0/0/0 0/0`,
      () =>
        `{"ts":1795255201.5,"logger":"http.log.access","duration":${random.pick(["1093201", "999", "1000", "0.5", '"1093201"', '"12ms"', "1093201.5", "-1000"])},"status":${status}}`,
    ])();
  }, ONLY_SLOW_LINES),
);

// Requests among the words of application lines.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const took = random.pick(["12ms", "(12ms)", "12 ms", "12.5 s", "1.5s,", "12 us", "12 m", "", "x", "-5ms", "99999999999s"]);
    const level = random.pick(["", "", "INFO ", "[error] ", "WARN: "]);
    const words = random.pick(["", "", "- ", "web ", "[http-1] com.shop.Filter - ", "7ms ", "a/b GET\t", "/x ", "XGET /y ", "GET ", "GET /y failed, ", "TRACE "]);
    const method = random.pick(["GET", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PURGE", "get"]);
    const path = random.pick([target, target, ` ${target}`, "/", "*", "http://shop.example/x", `${target}/${"a".repeat(random.pick([1, 300]))}`]);
    const mark = random.pick(["", "", "", "- ", "-> ", "=> ", "-- ", "> ", "HTTP/1.1 ", "HTTP/1.1 -> ", "-> HTTP/1.1 ", "HTTP/1.1 - "]);
    const figures = random.pick([
      took,
      took,
      `${took} 123`,
      `123 ${took}`,
      `OK ${took}`,
      `in ${took}`,
      `took ${took} -`,
      `7s ${took}`,
      `- ${took}`,
      `0 7`,
      "123456789",
      "times",
      "-1",
      "oK",
    ]);
    const code = random.pick([String(status), String(status), String(status), "099", "600", "20", "2000"]);
    const time = random.pick([
      `2026-11-21T${clock}Z `,
      `2026-11-21T${clock}Z `,
      `[2026-11-21T${clock}Z] `,
      `2026-11-21T${clock}.123456+00:00 web-1 shop[7]: `,
      `Nov 21 ${clock} web-1 shop[7]: `,
      `2026-11-21T${clock}Z stdout F `,
      `2026-11-21T${clock}Z INFO `,
    ]);
    return `${time}${level}${words}${method} ${path}${random.pick([" ", " ", " ", "  ", "\t"])}${mark}${code}${random.pick([" ", " ", " ", "\t", ""])}${figures}`;
  }, ONLY_SLOW_LINES * 3),
);

// Requests in quotes among them.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const client = random.pick([
      "192.0.2.7:4711 - ",
      "192.0.2.7 ",
      "2001:db8::7 - ",
      "[::1]:80 ",
      "web-1.shop ",
      "1.5 ",
      "ab:cd ",
      "x",
      "- ",
      "",
      "192.0.2.7:4711\t",
      "192.0.2.7-",
    ]);
    const request = random.pick([
      `GET ${target} HTTP/1.1`,
      `GET ${target} HTTP/1.1`,
      `POST ${target} HTTP/2`,
      `GET ${target}`,
      `GET ${target} x HTTP/1.1`,
      `GET ${target}\\" HTTP/1.1`,
      `GET ${target}" HTTP/1.1`,
      `GET  ${target} HTTP/1.1`,
      `PURGE ${target} HTTP/1.1`,
      "GET * HTTP/1.1",
      `GET ${target} HTTP/1.1 `,
      `A ${target} HTTP/1.1`,
    ]);
    const behind = random.pick([" OK", "", " Internal Server Error", ' 12 "-" "curl/8.5.0" 0.005', ' - "-"', " 12", "x", " 5ms", "\tOK"]);
    const time = random.pick([
      `2026-11-21T${clock}Z `,
      `[2026-11-21T${clock}Z] `,
      `Nov 21 ${clock} web-1 shop[7]: `,
      `2026-11-21T${clock}Z stdout F `,
      `2026-11-21T${clock}Z INFO `,
    ]);
    return `${time}${random.pick(["", "INFO:     ", "[error] ", '"a" ', "7ms "])}${client}"${request}"${random.pick([" ", " ", " ", " ", "  ", ""])}${random.pick([status, status, status, "099", "20"])}${behind}`;
  }, ONLY_SLOW_LINES * 2),
);

// Lines of klog, glog and gin, alone, in syslog and in the file of a container.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const took = random.pick(["127.1\u00b5s", "  1.5s", "1m2.5s", "-", "x", "12"]);
    const colours = random.chance(0.3) ? ["\u001b[97;42m", "\u001b[0m"] : ["", ""];
    const line = random.pick([
      () =>
        `${random.pick(["I", "W", "E", "F", "D"])}${random.pick(["1121", "1121", "1121", "20261121", "0229", "1131", "121"])} ${random.chance(0.1) ? clock.replace(/:(?=..$)/, random.pick([" ", ".", "x"])) : clock}${random.pick([".123456", ".123456", ".1", "", ",5", ".1234567890", ".", ":7", "x"])}${random.pick(["    1234 a.go:70] ", "    1234 a.go:70] ", " 7 a.cc:70]", " ", " 5ms a.go:70] ", " 7 12ms ", " 7 [21/Nov/2026:10:00:00] "])}${random.pick([`failed in ${took}`, `GET ${target} ${status} 12ms`, `status=${status} path=${target}`, '"Failed" err="x"'])}`,
      () =>
        `[GIN] 2026/11/21 - ${clock}${random.pick(["", "", " ", "x"])}|${colours[0]} ${random.pick([String(status), "0", "x"])} ${colours[1]}| ${took} | 192.0.2.7 |${colours[0]} ${random.pick(["GET", "POST   ", "get"])} ${colours[1]}${random.pick([`"${target}"`, target, `"${target}`, ""])}`,
    ])();
    return `${random.pick(["", "", "<13>Nov 21 10:00:01 web-1 kubelet[7]: ", "Nov 21 10:00:01 web-1 kubelet[7]: ", "2026-11-21T10:00:01Z stdout F "])}${line}`;
  }, ONLY_SLOW_LINES * 3),
);

// Lines that a container's runtime or a collector put into an object, or a time before: of any format.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const contained = random.pick([
      `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 123 "-" "curl/8" 0.005`,
      `[2026-11-21T${clock}.772Z] "GET ${target} HTTP/1.1" ${status} - via_upstream - "-" 0 55 26 22 "192.0.2.7" "curl/8" "af21" "shop.example" "10.0.0.1:80"`,
      `2026-11-21 ${clock},123 [main] ${random.pick(["INFO", "ERROR", "WARN"])} c.e.Shop - took 12ms`,
      `[2026-11-21 ${clock} +0000] [12] [CRITICAL] worker timeout (pid:13)`,
      `[2026/11/21 ${clock}] [error] [input:tail] failed`,
      `F, [2026-11-21T${clock}.954949 #2] FATAL -- : [x]`,
      `2026-11-21T${clock}Z one two three ERROR x`,
      `2026.11.21 ${clock} one two three ERROR took 5ms`,
      `[2026.11.21 ${clock}] INFO took 5ms`,
      `2026-11-21T${clock}Z GET ${target} - ${status} - 5ms`,
      `[Sat Nov 21 ${clock}.123456 2026] [core:error] [pid 35:tid 48] failed`,
      `21-Nov-2026 ${clock}.123 SEVERE [main] x`,
      `{"level":"error","status":${status},"path":"${target}","service":"inner"}`,
      `{"time":"2026-11-21T${clock}Z","level":"warn","host":"inner"}`,
      `level=error method=GET path=${target} status=${status}`,
      `GET ${target} ${status} 12.5 ms - 30`,
      "ERROR things\r\n  at foo",
      "    at com.foo(ERROR: x)",
      "Caused by: ERROR",
      "just words",
      "",
    ]);
    return random.pick([
      () => `{"log":${JSON.stringify(`${contained}\n`)},"stream":"stdout","time":"2026-11-21T${clock}.123456789Z"}`,
      () => `{"@timestamp":"2026-11-21T${clock}Z","message":${JSON.stringify(contained)},"host":{"name":"web-1"},"log":{"offset":0}}`,
      () =>
        `{"timestamp":"2026-11-21T${clock}Z","path":"/var/log/x.log","${random.pick(["msg", "event", "line", "textPayload", "MESSAGE"])}":${JSON.stringify(contained)}${random.pick(["", ',"level":"info"', ',"severity":null', ',"size":7', ',"request":"x"'])}}`,
      () => `{"timestamp":"2026-11-21T${clock}Z","message":${random.pick(["null", "7", "{}", JSON.stringify(contained)])},"log":${JSON.stringify(contained)}}`,
      () => `2026-11-21T${clock}.123456789Z ${random.pick(["stdout F", "stderr P"])} ${contained.split("\r")[0]!}`,
      () => `2026-11-21T${clock}.123456+00:00 web-1 shop[7]: ${contained.split("\r")[0]!}`,
      () => `2026-11-21T${clock}.123456+00:00 app[web.1]: ${contained.split("\r")[0]!}`,
      () => `${random.pick(["<14>", "", ""])}Nov 21 ${clock} web-1 shop[7]: ${contained.split("\r")[0]!}`,
    ])();
  }, ONLY_SLOW_LINES),
);

// Application lines whose text says more: requests with a status behind them, access lines, fields, and a level before the time.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const level = random.pick(LEVELS);
    const took = `${random.below(900)}${random.pick(["ms", " ms", "", "s", ".5 ms"])}`;
    const time = random.pick([`2026-11-21T${clock}Z`, `2026-11-21 ${clock}`, `[2026-11-21 ${clock}]`, `[2026-11-21T${clock}.125Z]`]);
    const before = random.pick([
      "",
      "",
      `${level} `,
      `${level.toLowerCase()}: `,
      `[a#${level.toLowerCase()}] `,
      `[a:${level}] `,
      `${level}:a.b:`,
      `${level}:a.b: `,
      `[7] [${level}] `,
      `${level} [main] - `,
      `${level} -- : `,
      `${level} :: [a] [b `,
      "a b c ",
      "- ",
      ": ",
      "[a] - ",
    ]);
    const text = random.pick([
      `GET ${target} ${status} ${took} - ${random.below(999)}`,
      `GET ${target} ${random.pick(["HTTP/1.1 ", ""])}${random.pick([status, "-", "99", "1000"])} ${random.below(999)} - ${took}`,
      `PUT ${target} - ${status} - ${took}`,
      `127.0.0.1:35178 - - [21/Nov/2026:${clock}${random.pick([" +0000", ""])}] ${random.pick(['"GET', "GET", '"'])} ${target} HTTP/1.1" ${status} 7 "-" "-" 0.5`,
      `127.0.0.1 - "${random.pick(["GET", "G", "A-B", "Get", "GET"])} ${target}${random.pick([" HTTP/1.1", "", " HTTP/2"])}"${random.pick([" ", "  ", "", ", "])}${status}${random.pick(["", ` ${took}`, '"'])}`,
      `said "no" and "GET ${target} HTTP/1.1" ${status} "`,
      `${random.pick(["method", "at", "msg"])}=${random.pick(["GET", "put", '"a b"'])} path=${target} status=${random.pick([status, "ok"])} duration=${took.replace(" ", "")}`,
      `{"level":"${level}","status":${random.pick([status, "null"])},"duration":5}`,
      `a=b ${took} {"c":1}`,
      `${random.pick(["status", "a"])}=${status} ${random.pick(["a ", ""])}${level} b`,
      `{"status":${status}} ${level}`,
      `it took ${took}`,
      "",
    ]);
    return random.chance(0.2)
      ? `${random.pick([level, `[${level}]`, `${level} [main]`, `${level} [main`, level.toLowerCase(), "GET"])}${random.pick([" ", "\t"])}${time} ${text}`
      : `${time} ${before}${text}`;
  }, SLOW_LINES),
);

// Levels and times as Asterisk, Icinga, MariaDB, Tomcat, PHP, BIND and others write them.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const level = random.pick(LEVELS);
    const hour = random.pick([clock, clock, clock.replace(/^0/, " "), ` ${clock.slice(1)}`]);
    return random.pick([
      `[2026-11-21 ${clock}] ${level}[${random.pick(["21763", "7][C-0000001d", "x", "", "7 "])}]${random.pick(["", ":", "x"])} a.c: failed in ${random.below(9)}ms`,
      `2026-11-21T${clock}Z ${random.pick(["", "web-1 ", "web-1 "])}${level}[${random.below(99)}]: failed in ${random.below(9)}ms`,
      `[2026-11-21 ${clock}${random.pick([" +0000", "", ""])}] ${random.pick([level, level.toLowerCase()])}${random.pick(["/ApiListener:", "/a.b:", "/a", "/:", "//x:"])} done in ${random.below(9)}ms`,
      `2026-11-21 ${hour} 8 [${level.toLowerCase()}] Access denied`,
      `2026-11-21 ${clock}${random.pick([":", ",", ",125:", ",125,", ":x", ",7x"])}${random.pick([" ", "", "\t"])}${random.pick([level, level.toLowerCase(), "x"])}${random.pick([",", " ", ", "])}app, ${random.below(9)}ms`,
      `21-Nov-2026 ${clock}${random.pick([".125", "", ",125"])} ${level}: ${random.below(9)}ms`,
      `21-Nov-2026 ${random.pick(["- - ", `${clock} `, `${clock} - `])}[21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 7`,
      `[21-Nov-2026 ${clock}${random.pick(["", " UTC", " +0200", " EST"])}]${random.pick([" ", ": ", ""])}PHP ${random.pick(["Fatal error", "Warning", level])}:  a in b`,
      `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 7 "-" "-" ${random.pick([1_795_219_200, 1_795_305_600, 1_795_300_000, 1_795_305_600_125, 1_795_305_600_125_125, 2_100_000_000, 999_999_999, 1_795_132_799])}${random.pick(["", " 207", " 207 527", " 0.207"])}`,
      `192.0.2.7 - - [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 7 "" "" ${random.pick(["56059 380 ", "56059 ", "56059 380 x ", ""])}"a" "b" "c" 0 0 5 10 ${random.pick(["15", "-1", "x", ""])} "----" 1`,
      `[21/Nov/2026:${clock} +0000] ${random.pick(["", "HIT 200 ", "- - "])}${status} - GET https shop.example "${target}" [Client 192.0.2.7] [Length ${random.pick(["7", "-", "x"])}] [Gzip -] "a" "-"`,
      `{"time":"2026-11-21T${clock}Z","service":"${random.pick(["18ms", "7", "-", "-5ms", "7up", "api"])}","lvl":"${random.pick(["eror", "dbug", "EROR", "info"])}"${random.pick(["", ',"duration_ms":3'])}}`,
      `t=2026-11-21T${clock}Z lvl=${random.pick(["eror", "dbug", "info"])} service=${random.pick(["18ms", "7", "-", "1h2m", "7up", "api"])} status=${status}`,
    ]);
  }, SLOW_LINES),
);

// Slashes in the date: nginx's error log, and programs of Go. Quotes may hold a request.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const date = random.pick(["2026/11/21", "2026/11/21", "2026/11/21", "2026/11/21", "2026/11-21", "2026-11/21", "2026/02/30", "2026.11.21"]);
    const time = `${date}${random.chance(0.97) ? " " : random.pick(["T", "\t", "  ", "/", "_"])}${clock}${random.pick(["", "", ".123456", ",5", " +0200", " UTC", "Z"])}`;
    const request = `"${random.pick(["GET", "POST", "A-B", "G", "Get", ""])} ${target}${random.pick([" HTTP/1.1", " HTTP/2.0", "", ' \\"x\\" HTTP/1.1'])}"`;
    return `${time} ${random.pick([
      `[${random.pick(LEVELS).toLowerCase()}] 31#31: *${random.below(99)} open() "/srv/a" failed (2: No such file), client: 192.0.2.7, request: ${request}, host: "h"`,
      `[error] 31#31: *1 connect() failed (111: refused) while connecting, client: 192.0.2.7, server: _, request: ${request}${random.pick([",", "", " ", "x"])} upstream: "http://10.0.0.1:80/"`,
      `main.go:42: ${random.pick(LEVELS)}: served in ${random.below(900)}ms`,
      `192.0.2.7:4711 - ${request}${random.pick([" ", "  ", ", ", ""])}${status}${random.pick(["", " OK", ' "x"'])}`,
      `said "no" to 192.0.2.7:4711 - ${request} ${status}`,
      `http: TLS handshake error from 192.0.2.7:4711: EOF`,
      `GET ${target} - ${status} - 5ms`,
      `${request} from 192.0.2.7:80 - ${status} 5B in 12.3ms`,
    ])}`;
  }),
);

// Times alone in brackets: Kafka, Elasticsearch, Monolog.
POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const level = random.pick(LEVELS);
    const duration = random.pick(DURATIONS);
    const time = `[2026-11-21${random.pick(["T", "T", " ", " ", "t"])}${clock}${random.pick([",123", ".123+00:00", "", ".123456", "Z"])}${random.pick(["]", "]", "]", "]", "]", " #7]", ""])}`;
    const channel = `${random.pick(["app", "a.b", "a.b", "", "x-1"])}${random.pick([".", ".", ".", "..", ":"])}${random.pick([level, level.toUpperCase(), level.toLowerCase()])}${random.pick([":", ":", ""])}`;
    return `${time}${random.pick([
      ` ${level} [GroupCoordinator 0]: Stabilized group in ${duration} (kafka.coordinator)`,
      `[${level} ][o.e.n.Node          ] [node-1] started in ${duration}`,
      `[${level}][o.e.n.Node          ] [node-1] started = ${duration}`,
      `[001798][${level}][upstream${random.pick(["]", "", "]["])} ${duration}`,
      `: ${level}/MainProcess] ${duration}`,
      ` [core:${level}] [pid 7] ${duration}`,
      ` ${channel} matched route ${duration} {"route":"home"} []`,
      ` - ${level}: done in ${duration}`,
      `${random.pick([" ", " - ", "\t", ""])}GET ${target} - ${status} - ${duration}`,
      ` "GET ${target}" ${level} ${duration}`,
      random.pick(["", " ", "x", " -", " - ", "\r"]),
    ])}`;
  }),
);

// Servers of several hosts, and those of applications that write no quotes.
POOL.push(
  ...serviceLines(
    (random, clock, target, status) =>
      `${random.pick(["shop.example", "api-2.shop.example", "shop", "Traceback", "a_b", "10.0.0.1", "7shop", "shop.example"])}${random.pick([":443", ":443", ":80", ":", ":x", "", ""])} ${random.chance(0.1) ? "" : `192.0.2.${random.below(256)} `}- ${random.pick(["-", "-", "anna", "a b", "", "a=b", "[a"])} [21/Nov/2026:${clock} +0000] "GET ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "curl/8.5.0"${random.pick(["", ` ${seconds(random)}`])}`,
  ),
  ...serviceLines(
    (random, clock, target, status) =>
      `192.168.1.${random.below(256)} - - [21/Nov/2026:${clock}${random.pick(["", ".125", ".5", ".123456789", ".1234567890", " +0000", "Z", ","])}]${random.pick([" ", " ", " ", "", "  "])}${random.pick([`GET ${target} HTTP/1.1 ${status} `, `GET ${target} HTTP/1.1 ${status} `, `POST ${target} ${status} `, `GET ${target} HTTP/1.1 ${status}`, `PURGE ${target} HTTP/1.1 ${status} `, `${random.pick(LEVELS)} something failed`, `GET * ${status}`])}${random.pick([`${random.below(900)}ms`, random.pick(DURATIONS), "512", "123456789", "-", "7 8", "7 ms", "1.5 ms", "1.5 m"])}`,
  ),
);

POOL.push(
  ...serviceLines(
    (random, clock) =>
      `[${random.pick(["Sat", "Sat", "Sat", "Sat", "sat", "Abc", "Sa1"])} ${random.pick(["Nov", "Nov", "Nov", "Nov", "nov", "Foo"])} ${random.pick(["21", "21", "21", "21", " 1", "01", "31", "1 "])} ${clock}${random.pick(["", ".125", ".123456", ".123456789", ".1234567890", "."])} ${random.pick(["2026", "2026", "2026", "2025", "1989", "2x26", "26"])}]${random.pick([" ", " ", "", "  ", "x"])}${random.pick(["[", "[core:", "[a:b:", "[:", "", "[core:error] ["])}${random.pick([...LEVELS, "trace1", "trace8", "trace9", "trace0", "Trace3", "titan5"]).toLowerCase()}${random.pick(["]", "]", "]", ":]", " ]", ""])} [pid 7:tid 8] [client 192.0.2.7:80] AH00128: File does not exist`,
  ),
);

POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const quoted = (text: string): string => (random.chance(0.3) ? `"${text}"` : text);
    const pairs = [
      `time=${random.pick([quoted(`2026-11-21T${clock}Z`), `"2026-11-21 ${clock}.5"`, `2026-11-21T${clock}.123+02:00`, "1763719333", "1763719333.25", "1763719333250"])}`,
      `level=${quoted(random.pick(LEVELS).toLowerCase())}`,
      `status=${quoted(String(status))}`,
      `${random.pick(["duration", "elapsed_ms", "elapsed_us", "request_time", "duration_ns", "took"])}=${quoted(random.pick([`${random.below(900)}ms`, "7", "0.25", random.pick(DURATIONS)]))}`,
      `cost_us=${random.below(900)} cost_s=${random.below(9)}`,
      `bytes=${quoted(random.pick(["123", "-", "1.5", "123456789", "1e3"]))}`,
      `method=${random.pick(["GET", "POST", "get"])}`,
      `path=${quoted(target)}`,
      `service=${random.pick([quoted(random.pick(["api", "api-v2", "-", "", "7"])), '"the \\"api\\""'])}`,
      `host=${random.pick(["web-1", "web-1.shop.example", "a"])}`,
      `msg=${random.pick(['"two words"', '"said \\"no\\" \\u00e9"', "caf\xc3\xa9", '"it\\\'s"', "x=y"])}`,
      random.pick(["flag", "empty=", 'none=""', "[a]=1", "caf\xc3\xa9=1", "\xef\xbf\xbd=1", "trace.id=7c9e6679742540de", "level", "duration="]),
      random.pick(['a="b"c=d', "logger=http.log.access", "request=x", "x=[21/Nov/2026:10:00:00", "[21/Nov/2026:10:00:00 +0000]", "component=other", "component=other"]),
    ];
    const kept = pairs.filter((_, i) => random.chance(i < 2 ? 0.97 : i > 9 ? 0.2 : 0.8));
    if (random.chance(0.3)) kept.push(kept.shift()!);
    if (random.chance(0.1)) kept.splice(1, 0, "[21/Nov/2026:10:00:00 +0000]");
    return `${random.chance(0.03) ? "Traceback=1 " : ""}${kept.join(random.pick([" ", " ", " ", "  ", "\t"]))}`;
  }),
);

const CLOUDFRONT =
  "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher";
const IIS =
  "#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) sc-status sc-substatus time-taken sc-bytes cs(Referer) x-more";
const TOMCAT = "#Fields: date time time-taken cs-uri cs-method bytes sc-status";

/** Most parts of a line are as nearly all programs write them; a line has ten or so. */
const USUAL_SHARE = 0.97;

const columnStatus = (random: SeededRandom, status: number): string =>
  random.chance(USUAL_SHARE) ? String(status) : random.pick(["-", "0", "000", "099", "999", "1000", "20", "2x0", "-1"]);
const columnBytes = (random: SeededRandom): string =>
  random.chance(USUAL_SHARE) ? String(random.below(99_999)) : random.pick(["-", "-1", "0", "99999999", "123456789", "123456789012345", "1234567890123456", "1.5", "12ms"]);
const columnMethod = (random: SeededRandom): string =>
  random.chance(USUAL_SHARE) ? random.pick(["GET", "POST"]) : random.pick(["-", "get", "PURGE", "G", "OPTIONS", "CONNECT", "DELETES"]);
const columnMillis = (random: SeededRandom): string =>
  random.chance(USUAL_SHARE)
    ? String(random.below(2_000))
    : random.pick(["-", "-1", "-0", "1.5", "0.0005", "1.", "2147483", "2147484", "2147483.647", "2147483.648", "5ms", "1e3"]);
const columnKey = (random: SeededRandom): string =>
  random.chance(USUAL_SHARE) ? random.pick(["W3SVC1", "web-1", "shop.example"]) : random.pick(["-", "--", "h".repeat(256), "h".repeat(257), "caf\xc3\xa9"]);
const columnTime = (random: SeededRandom, clock: string): string =>
  random.chance(USUAL_SHARE) ? clock : `${clock}${random.pick([".5", ".123", ",25", ".1234567891", "Z", "+01:00", " +0100", " Z", "-0330", ".5Z", "x", ":00"])}`;

/** The header that a line of columns has in front of its log, by line. Lines of CloudFront mean the same without one. */
const HEADERS = new Map<string, string>();
function columnLines(header: string, make: Parameters<typeof serviceLines>[0]): string[] {
  const lines = serviceLines(make);
  for (const line of lines) HEADERS.set(line, header);
  return lines;
}

POOL.push(
  ...columnLines(CLOUDFRONT, (random, clock, target, status) => {
    const emptied = (value: string): string => (random.chance(0.03) ? "" : value);
    const taken = random.chance(USUAL_SHARE) ? (random.below(2_000) / 1_000).toFixed(3) : random.pick(["-", "-1", "7", "0.0000005", "0.12345678", ...LONG_SECONDS]);
    const columns = [
      columnTime(random, clock),
      "FRA56-P4",
      emptied(columnBytes(random)),
      "192.0.2.7",
      emptied(columnMethod(random)),
      "d1.cloudfront.net",
      emptied(random.pick([target, target, target, `https://shop.example${target}`, "-", "?q=1"])),
      emptied(columnStatus(random, status)),
      "-",
      random.pick(["curl/8.5.0", '"', "Mozilla/5.0%20(X11;%20Linux%20x86_64;%20rv:140.0)%20Gecko/20100101%20Firefox/140.0"]),
      "-",
      emptied("-"),
      "Hit",
      "26f8a81222e53d42==",
      emptied(columnKey(random)),
      "https",
      "230",
      emptied(taken),
      "-",
      "TLSv1.3",
      "TLS_AES_128_GCM_SHA256",
    ];
    const count = random.chance(USUAL_SHARE) ? columns.length : random.pick([1, 2, 8, 17, 18, 19, 20]);
    const more = random.chance(0.8) ? "\tHit\tHTTP/2.0\t-\t-\t12345\t0.020\tHit\ttext/html\t78\t-\t-" : "";
    const line = `2026-11-${random.chance(0.97) ? "21" : "31"}${random.chance(0.97) ? "\t" : " "}${columns.slice(0, count).join("\t")}${count === columns.length ? more : random.pick(["", "\t"])}`;
    // Without a header a date and a space make it a line of an application.
    return random.chance(0.03) ? line.replaceAll("\t", " ") : line;
  }),
  ...columnLines(IIS, (random, clock, target, status) => {
    const columns = [
      columnTime(random, clock),
      random.pick(["W3SVC1", columnKey(random)]),
      columnKey(random),
      "10.0.0.1",
      columnMethod(random),
      random.pick([target, target, target, "-", '"/a b"']),
      random.pick(["-", "q=1", '"', 'q="1"']),
      "443",
      "192.0.2.7",
      random.chance(USUAL_SHARE) ? "Mozilla/5.0+(X11;+Linux+x86_64;+rv:140.0)+Gecko/20100101" : random.pick(['"two words"', '"say ""hi"" twice"', '"open', '"a"b', ""]),
      columnStatus(random, status),
      "0",
      columnMillis(random),
      columnBytes(random),
      random.pick(["-", "https://shop.example/", '"quoted words"']),
      "x",
    ];
    const count = random.chance(USUAL_SHARE) ? columns.length : random.pick([13, 14, 15]);
    return `2026-11-21 ${columns.slice(0, count).join(random.chance(0.97) ? " " : random.pick(["  ", "\t"]))}${random.pick(["", "", "", " ", "\r"])}`;
  }),
  ...columnLines(TOMCAT, (random, clock, target, status) => {
    const taken = random.chance(USUAL_SHARE) ? seconds(random) : random.pick(["0.0000005", "1.1234567", "12"]);
    const separator = random.chance(0.7) ? " " : "\t";
    return (
      ["2026-11-21", clock, taken, target, columnMethod(random), columnBytes(random), columnStatus(random, status)].join(separator) +
      random.pick(["", "", "", separator, `${separator}more`])
    );
  }),
);

const SYSLOG_TIMES = [
  "Nov 21",
  "Nov 21",
  "Nov 21",
  "Nov 20",
  "NOV 21",
  "Nov  1",
  "Nov 01",
  "Nov 1",
  "Feb 29",
  "Dec 31",
  "Jan  1",
  "Jan 32",
  "Sep  9",
  "Nov 21 2026",
  "nov 21",
  "Nox 21",
  "Nov 2 ",
];
const DEVICE_WORDS = ["643: *", "105: 000104: ", ": ", "2695: edge-1: .", " ", "  ", "2026 ", "12345678901: ", "65:"];
const PRIORITIES = ["<0>", "<7>", "<13>", "<34>", "<134>", "<165>", "<191>", "<192>", "<999>", "<0191>", "<>", "<1", "<a>", "<007>"];
const syslogKey = (random: SeededRandom): string =>
  random.chance(USUAL_SHARE)
    ? random.pick(["web-1", "web-1.shop.example", "nginx", "shop"])
    : random.pick(["-", "a", "--", "h".repeat(256), "h".repeat(257), "2001:db8::7", "a[b", "[a]", "postfix/smtpd"]);
const priority = (random: SeededRandom): string => (random.chance(USUAL_SHARE) ? `<${random.below(192)}>` : random.pick(PRIORITIES));
const between = (random: SeededRandom): string => (random.chance(0.98) ? " " : random.pick(["  ", "\t", "", "   "]));
const syslogMessage = (random: SeededRandom, clock: string, target: string, status: number): string => {
  const combined = `192.0.2.${random.below(256)} - ${random.pick(["-", "ada"])} [21/${random.chance(USUAL_SHARE) ? "Nov" : "Nox"}/2026:${clock} +0000] "${columnMethod(random)} ${target} HTTP/1.1" ${status} ${random.below(99_999)} "-" "${random.chance(USUAL_SHARE) ? "curl/8.5.0" : random.pick(['a \\"b\\"', "\\"])}"${random.chance(USUAL_SHARE) ? random.pick(["", ` ${seconds(random)}`]) : " x"}`;
  return random.chance(0.6)
    ? random.pick([
        "Failed password for invalid user admin from 192.0.2.7 port 38359 ssh2",
        "a: b[1]: c",
        "",
        "%LINK-3-UPDOWN: Interface Gi0/1, changed state to up",
        "%d items",
        "[12/34] done",
        "step [12/34] done",
        "a [x] b [21/Nov] c",
        `10.0.1.2:33317 [21/Nov/2026:${clock}.655] http-in static/srv1 10/0/30/69/109 ${status} 2750 - - ---- 1/1/1/1/0 0/0 {} "GET ${target} HTTP/1.1"`,
        `10.0.1.2:33317 [21/Nov/2026:${clock}.655]${random.pick(["", " ", "  ", "x"])}${random.pick(["", "http-in", "GET / 200", "INFO x", '"GET / HTTP/1.1" 200 5'])}`,
        `10.0.1.2:33317 [21/Nov/2026:${clock}.655] ${random.pick(["fnt", "HTTP_IN", "GET", "fnt~"])} ${random.pick(["bck/srv1", "bck/<NOSRV>", "/x", "bck"])} ${random.pick(["0/0/5007 212 --", "0/0/5007 +212 cD", "-1/-1/-1/-1/6001 408 212 - -", "1/2/3/4/+5 200 7 - -", "x 1/2/3/4/5 200 +7 - -", "1/2/3/4 200 7"])} ${random.pick(["0/0 0/0", '"<BADREQ>"', `{a "b"} "GET ${target} HTTP/1.1"`, `"GET ${target}`])}`,
        `[21/Nov/2026:${clock} +0000] 192.0.2.7 TLSv1.2 ECDHE-RSA "GET ${target} HTTP/1.1" ${random.pick(["123", "-", "200 5", "x"])}`,
        `[21/Nov/2026:${clock} +0000] ${random.pick(["GET / 200", "a b"])} "GET ${target} HTTP/1.1" 5`,
        `[21/Nov/2026:${clock}] [core:error] failed`,
        `[21/Nov/2026:${clock} +0000] INFO started`,
        `a [21/Nov/2026:${clock} +0000] ERROR failed`,
        `a [21/Nov/2026:${clock} +0000] GET ${random.pick([target, "*"])} ${status} 12`,
        "caf\xc3\xa9 \xff",
        "level=info status=500",
      ])
    : random.pick([
        ...Array.from({ length: 12 }, () => combined),
        combined.slice(0, 40),
        combined.replace("192", "[192"),
        combined.replace(/^\S+/, "[x]"),
        `x[21/Nov/2026:${clock}] ok ${combined}`,
        `x y z ${combined}`,
        combined.replace("21/", "1/"),
      ]);
};

POOL.push(
  ...serviceLines((random, clock, target, status) => {
    const time = random.chance(0.1)
      ? `2026-11-21${random.pick(["T", "T", "T", "t", " "])}${clock}${random.pick(["", ".123", "Z", "+01:00", "Z:"])}`
      : `${random.chance(USUAL_SHARE) ? "Nov 21" : random.pick(SYSLOG_TIMES)} ${clock}`;
    const mark = random.chance(USUAL_SHARE) ? "" : random.pick([":", ".5", ".123456", "::", "Z"]);
    const program = syslogKey(random);
    const tag = random.pick([
      `${program}[${random.below(9999)}]:`,
      `${program}[${random.below(9999)}]:`,
      `${program}:`,
      program,
      `${program}[${random.below(9999)}]`,
      "",
      ":",
      "[1]:",
      "a:b:",
      "65:",
      "65[7]:",
      "[7]",
      "a[x]",
      "a[1][2]",
    ]);
    const words = [random.chance(USUAL_SHARE) ? syslogKey(random) : random.pick(["web:", ""]), tag, syslogMessage(random, clock, target, status)];
    const kept = random.chance(USUAL_SHARE) ? words.length : random.below(3);
    return `${random.chance(0.6) ? priority(random) : ""}${random.chance(0.98) ? "" : random.pick(DEVICE_WORDS)}${time}${mark}${words
      .slice(0, kept)
      .map((word) => `${between(random)}${word}`)
      .join("")}${random.chance(USUAL_SHARE) ? "" : random.pick([" ", "\r", " \r", "  "])}`;
  }),
  ...serviceLines((random, clock, target, status) => {
    const time = random.chance(USUAL_SHARE)
      ? `2026-11-21T${clock}.${String(random.below(1_000)).padStart(3, "0")}Z`
      : random.pick([
          `2026-11-21T${clock}`,
          `2026-11-21 ${clock}Z`,
          "-",
          "",
          `2026-11-21T${clock}.1234567+01:00`,
          `2026-02-29T${clock}Z`,
          `2026-11-21T${clock}z`,
          `2026-11-21T${clock}Zx`,
        ]);
    const data = random.pick([
      "-",
      "-",
      '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"]',
      '[a x="y"][b z="\\"q\\" \\] \\\\"]',
      `[a t=" [21/Nov/2026:${clock} +0000]"]`,
      `[12/34]`,
      '[open x="y',
      ...(random.chance(0.1) ? ["", "-x", "x", "(a)"] : []),
    ]);
    const words = [syslogKey(random), syslogKey(random), random.pick(["-", "8710"]), random.pick(["-", "ID47"]), data, syslogMessage(random, clock, target, status)];
    const kept = random.chance(USUAL_SHARE) ? words.length : random.below(6);
    return `${priority(random)}${random.chance(USUAL_SHARE) ? "1" : random.pick(["2", "999", "1234", "", "12 "])}${between(random)}${time}${words
      .slice(0, kept)
      .map((word) => `${between(random)}${word}`)
      .join("")}${random.chance(USUAL_SHARE) ? "" : random.pick([" ", "\r", " \r"])}`;
  }),
);

// Where a value is shorter than the one before, other values may stand as far behind it as its end would be.
POOL.push(
  ...serviceLines(
    (random, clock, target) => `{"ts":"2026-11-21T${clock}Z","note":${random.pick(['"fourteen chars"', '"fourteen chars"', '"a","status":500', '"b"'])},"url":"${target}"}`,
  ),
);

POOL.push(...ODD_LINES, ...REFUSED_LINES, ...REPORTS, ...SECOND_KEYS, ...TAILED);
for (const [line, header] of [
  ["2026-11-21\t10:00:01\tFRA\t1234\t192.0.2.7\tGET\td1\t/api/items/7\t200\t-\tcurl\t-\t-\tHit\t2=\tshop.example\thttps\t230\t0.012\t-\tTLSv1.3\tTLS", CLOUDFRONT],
  ["2026-11-21 10:00:01 W3SVC1 WEB-1 10.0.0.1 GET /api/items/7 q=1 443 192.0.2.7 curl 200 0 15 1234 - x", IIS],
] as const) {
  const lines = oddPlaces(line);
  POOL.push(...lines);
  for (const odd of lines) HEADERS.set(odd, header);
}

/** Lines that look usual where one does not look closely: an escaped quote in the place of each quote that closes something, a date for an address. */
const DECOYS = linesOf("combined", 6)
  .slice(0, 400)
  .map((line, i) => {
    let quotes = 0;
    // A date in the place of an address makes it a line of an application.
    if (i % 4 === 3) return line.replace(/^\S+/, "2026-11-21");
    // The backslash comes between the quote and the byte before, or in the place of that byte.
    const escape = (byte: string): string => (i % 8 < 4 ? `${byte}\\"` : '\\"');
    return line.replaceAll(/(.)"/g, (all, byte: string) => (++quotes === 2 + (i % 3) * 2 ? escape(byte) : all));
  });
for (const [i, decoy] of DECOYS.entries()) POOL.splice(((i * 7_919) % POOL.length) + 1, 0, decoy);

/** Lines of more minutes, and more routes and hosts together, than the kernel has rows for, and one of more quotes than it has positions for; of each no more than the aggregate keeps. */
export function makeManyRows(): Uint8Array {
  const lines = Array.from({ length: 6_000 }, (_, i) => {
    const time = new Date(START_MS + i * 60_000).toISOString();
    const line = `{"timestamp":"${time}","level":"INFO","method":"GET","path":"/page-${i % 3_000}/x","status":200,"duration_ms":${i % 500},"host":"host-${i % 1_700}"}`;
    return i % 2 === 0 ? line : `{"log":${JSON.stringify(`${line}\n`)},"time":"${time}"}`;
  });
  lines.splice(lines.length / 2, 0, `<13>Nov 21 10:00:00 web-1 nginx: 192.0.2.7 - - [21/Nov/2026:10:00:00 +0000] ${'"'.repeat(200_000)}`);
  // What is no record is counted beside the rows, which come and go.
  const mixed = lines.flatMap((line, i) => [line, REFUSED_LINES[i % REFUSED_LINES.length]!]);
  return Buffer.from(`${mixed.join("\n")}\n`, "latin1");
}

const LINES_PER_POOL_LOG = 1_000;

/** All lines that the fuzzer knows, undamaged: a bug that one of them shows is found whatever the seed. In several logs, for all of them have more keys than a range keeps. */
export function makePoolLogs(): Uint8Array[] {
  const lines = [...POOL, ...RARE_LINES];
  return Array.from({ length: Math.ceil(lines.length / LINES_PER_POOL_LOG) }, (_, i) =>
    Buffer.from(`${lines.slice(i * LINES_PER_POOL_LOG, (i + 1) * LINES_PER_POOL_LOG).join("\n")}\n`, "latin1"),
  );
}

/** So many usual lines, of which `damagedShare` are damaged. The same random numbers always make the same bytes. */
export function makeUsualLog(random: SeededRandom, lines: number, damagedShare: number): Uint8Array {
  const lineEnd = random.chance(0.1) ? "\r\n" : "\n";
  // A log is mostly of one program: neighbours come from the same part of the pool.
  const first = random.below(POOL.length);
  const envelope = random.chance(ENVELOPE_SHARE) ? makeEnvelope(random) : undefined;
  const damage = (line: string): string => (random.chance(damagedShare) ? mutateLine(random, line) : line);
  const parts = Array.from({ length: lines }, (_, i) => {
    const line = random.chance(0.1) ? random.pick(random.chance(RARE_SHARE) ? RARE_LINES : POOL) : POOL[(first + i) % POOL.length]!;
    if (envelope === undefined) return damage(line);
    return damage(envelope(damage(random.chance(TEXT_SHARE) ? random.pick(CONTAINED_TEXTS) : line)));
  });
  const header = HEADERS.get(POOL[first]!);
  if (header !== undefined && envelope === undefined && random.chance(0.8)) parts.unshift(header);
  return Buffer.from(parts.join(lineEnd) + (random.chance(0.8) ? lineEnd : ""), "latin1");
}
