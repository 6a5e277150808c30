import type { SeededRandom } from "../generate/seeded-random.ts";

// Lines within lines: what a container's runtime or a collector makes of the line of a program.

/** So many that all kinds are among them. */
const ENVELOPES = 12;

/** Puts a line into another one. */
export type Envelope = (line: string) => string;

/** Go escapes what HTML means something by. */
const goString = (text: string): string => JSON.stringify(text).replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
/** Others escape all but ASCII, or ends of lines so. The first byte of `Å` in UTF-8 stands for a letter here whose last digits are those of an E. */
const asciiString = (text: string): string => JSON.stringify(text).replaceAll("\u00c5", "\\u0145").replaceAll("\\n", "\\u000a");

/** Envelopes of one minute each, as one program writes them. */
export function makeEnvelope(random: SeededRandom): Envelope {
  const time = `2026-11-21T10:${String(random.below(60)).padStart(2, "0")}:01`;
  const service = random.pick(["", "", '"service":"shop",', '"service":"-",', '"service":"7ms",', '"service":"","host":"web-1",']);
  const key = random.pick(["msg", "message", "MESSAGE", "textPayload", "log", "line"]);
  const string = random.pick([goString, JSON.stringify, asciiString]);
  // Of a text of several lines the first one counts.
  const end = random.pick(["\n", "\n", "\r\n", "", "\nERROR more\n"]);
  const stream = `${time}.123456789Z ${random.pick(["stdout F", "stdout F", "stderr F", "stderr P"])} `;
  return random.pick<Envelope>([
    (line) => `{"log":${goString(line + end)},"stream":"stdout","time":"${time}.123456789Z"}`,
    (line) => `{"${key}":${string(line + end)},${service}"time":"${time}Z"}`,
    (line) => `{"@timestamp":"${time}.123Z",${service}"${key}":${string(line)},"log":{"offset":${random.below(99_999)}}}`,
    (line) => `{"ts":1795255201.5,${service}"${key}":${string(line)}${random.pick(["", "", ',"note":7', ',"path":"/x"', ',"level":null', ',"level":"warn"', `,"${key}":"x"`])}}`,
    (line) => `${stream}${line}`,
    (line) => `${stream}${line}`,
    (line) => `${stream}{"log":${goString(line + end)},"time":"${time}Z"}`,
  ]);
}

/** Texts without a time of their own, and beginnings that make something else of what follows. */
export const CONTAINED_TEXTS: readonly string[] = [
  // First, where the shapes of their envelopes are learned: they leave other values behind than an envelope has.
  ...["time", "ts", "@timestamp", "time"].map((key) => `${key}=2026-11-21T10:00:01Z msg=x`),
  "just words",
  "[7] \n ERROR x",
  "\u00c5RROR x",
  "Server listening on 0.0.0.0:3000 after 1.5s",
  "ERROR could not connect in 12ms",
  "[warn] retry in 3ms",
  "[7] [INFO] [main] started",
  "WARN: low disk",
  "INFO 2026-11-21 10:00:01 ERROR x",
  "INFO 2026/11/21 10:00:01 ERROR x",
  "INFO 2026-11-21 10:00:01 GET /x 500 3ms",
  "INFO 2026-11-21 10:00:01 method=GET path=/x status=500",
  '[error] [main] 2026-11-21 10:00:01 {"method":"GET","path":"/x","status":500}',
  "[error] [main] 2026-11-21 10:00:01 GET /x 500 3ms",
  "[error] [main] 2026-11-21 10:00:01 x",
  "[INFO ] 2026.11.21 10:00:01 ERROR x",
  "INFO: 21-Nov-2026 10:00:01 ERROR x",
  "Caused by: java.io.IOException: ERROR x",
  "Traceback (most recent call last):",
  'Traceback{"a":= ERROR x',
  "Tracebach=1 ERROR x",
  "\tat com.shop.Orders.place(Orders.java:7)",
  `${"long".repeat(30)}="x ERROR y" level=warn method=GET path=/x status=500`,
  "\tat GET /x 500",
  "E0000 00:00:1795255201.123456 7 a.cc:12] failed",
  "E1121 10:00:01.123456 7 a.go:7] \u001b[31mGET /x 500\u001b[0m",
  "GET http://shop.example/x 500",
  "POST * 500 12ms",
  "at GET /x 500",
  " atGET /x 500 GET /y 500",
  "Caused by: GET /x 500",
  "Caused by GET /x 500",
  "Traceback GET /x 500",
  '\tat 192.0.2.7 "GET /x HTTP/1.1" 500',
  " at [21/Nov/2026:10:00:01 +0000] GET /x 500",
  "  ERROR behind spaces",
  "at home",
  "1795255201.123    127 192.0.2.7 TCP_MISS/200 4512 GET http://shop.example/ - DIRECT/192.0.2.9 text/html",
  "179525520 ERROR x",
  "1795255201.1234 ERROR x",
  "[pid: 7|app: 0|req: 2/2] 192.0.2.7 () {34 vars in 412 bytes} [Sat Nov 21 10:00:01 2026] GET /x => generated 3 bytes in 1 msecs (HTTP/1.1 500) 2 headers in 78 bytes (1 switches on core 0)",
  '192.0.2.7 - - [2026-11-21T10:00:01Z] "GET /x HTTP/1.1" 500 7',
  '192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 500 7',
  '192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 500 7 "',
  '192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 500 7 "-" "',
  '192.0.2.7 - - [2026-11-21T10:00:01Z] "-" 408 -',
  'shop.example:443 192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 500 7',
  'INFO:     192.0.2.7:4711 - "GET /x HTTP/1.1" 500 Internal Server Error',
  "GET /x 500 12.5 ms - 30",
  "E1121 10:00:01.123456       7 a.go:7] failed in 12ms",
  "F20261121 10:00:01.123456 7 a.cc:7] failed",
  '[GIN] 2026/11/21 - 10:00:01 | 500 |     127.1\u00b5s |       192.0.2.7 | GET      "/api/items/7"',
  "Completed 500 Internal Server Error in 3ms (x)",
  "REPORT RequestId: 3f8a-1\tDuration: 45.12 ms\tBilled Duration: 46 ms\tMemory Size: 128 MB",
  'level=error method=GET path=/x status=500 msg="a b"',
  "time=2026-11-21T10:00:01Z level=error method=GET path=/x status=500 service=inner",
  '{"level":"error","method":"GET","path":"/x","status":500}',
  '{"status":500,"method":"GET","duration_ms":12.5,"bytes":7,"service":"inner","host":"inner"}',
  '{"level":"warn","duration_ms":5,"bytes":7,"method":"GET","path":"/x","service":"inner"}',
  '{"level":"warn","status":500,"path":"x"}',
  '{"level":"warn","status":500,"path":"http://shop.example/x"}',
  '{"level":"wobble","status":500,"path":"/x"}',
  '{"level":50,"msg":"x"}',
  '{"note": "a ERROR b"}',
  '{"level":50,"time":"soon","msg":"x"}',
  '{"level":"error","time":null,"msg":"x"}',
  "level=error msg=x",
  "level=error flag",
  "level=error path=/x status=500 flag a=b",
  "level=error error='a b' path=/x status=500",
  "error='x level=info y=1' method=GET path=/x status=500",
  "level=error error='ab' path=/x status=500 service=7ms",
  '{"time":"2026-11-21T10:00:01Z","level":"error","method":"GET","path":"/x","status":500,"service":"inner","host":"inner"}',
  '{"time":"2026-11-21T10:00:01Z","message":"ERROR x"}',
  '{"time":"2026-11-21T10:00:01Z","note":"ERROR x","status":200}',
  "2026-11-21T10:00:01Z ERROR x took 5ms",
  "2026-11-21T10:00:01Z stdout F ERROR x",
  "2026-11-21T10:00:01.123456+00:00 inner shop[7]: ERROR x",
  "[2026-11-21 10:00:01,123] ERROR x (kafka)",
  "[Sat Nov 21 10:00:01.123456 2026] [core:error] [pid 35:tid 48] failed",
  "<11>Nov 21 10:00:01 inner shop[7]: ERROR x",
  "Nov 21 10:00:01 inner shop[7]: failed",
  '<190>Nov 21 10:00:01 inner nginx: 192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 500 7 "-" "curl/8.5.0" 0.127',
  "May the force be with you",
  "http 2026 ERROR x",
  "<b>ERROR</b>",
  "\u001b[31mERROR\u001b[0m x",
  "[com.shop.orders.api.Main] \u001b[31mERROR\u001b[0m x",
  "a long text in front of the colours, all of it: \u001b[31mERROR\u001b[0m x",
  "[ERROR] caf\xc3\xa9 \xff",
  "ERROR \u0001 \u0008 took 5ms",
  "",
  " ",
];

/** Each of these texts in envelopes of all kinds. */
export function makeContainedLog(random: SeededRandom): Uint8Array {
  const envelopes = Array.from({ length: ENVELOPES }, () => makeEnvelope(random));
  return Buffer.from(envelopes.flatMap((envelope) => CONTAINED_TEXTS.map((text) => `${envelope(text)}\n`)).join(""), "latin1");
}
