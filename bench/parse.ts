// Measures the reference line parsers alone, without reading and aggregating: `node bin/node24.mjs bench/parse.ts [megabytes]`.
import { emptyLineFields } from "../shared/core/parse/line-fields.ts";
import { createLineParser } from "../shared/core/parse/line-parser.ts";
import { normalizeRoute } from "../shared/core/parse/route.ts";
import { DEFAULT_PARSE_SETTINGS } from "../shared/core/parse/settings.ts";
import { VERDICT_RECORD } from "../shared/core/parse/verdict.ts";

const LINE_FEED = 0x0a;

const MEGABYTE = 1e6;
const ROUNDS = 5;
const START_MS = Date.UTC(2026, 10, 21, 10);
const LINES_PER_SECOND = 200;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "curl/8.5.0",
];
const ROUTES = ["/api/users/48151623", "/api/orders/7c9e6679-7425-40de-944b-e07fc1f90ae7/items?limit=20", "/", "/static/app.4f3a9c.js", "/api/search?q=blue+shoes"];
const METHODS = ["GET", "GET", "GET", "POST", "DELETE"];
const STATUSES = [200, 200, 200, 200, 304, 404, 500];

/** A sequence that is the same on every run and every machine. */
function createSequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type LineMaker = (line: number, next: (below: number) => number) => string;

const combinedLine: LineMaker = (line, next) => {
  const time = new Date(START_MS + (line / LINES_PER_SECOND) * 1_000);
  const clock = time.toISOString().slice(11, 19);
  const date = `${String(time.getUTCDate()).padStart(2, "0")}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${clock} +0000`;
  const request = `${METHODS[next(METHODS.length)]} ${ROUTES[next(ROUTES.length)]} HTTP/1.1`;
  const size = 200 + next(60_000);
  const seconds = (next(900_000) / 1e6).toFixed(6);
  return `203.0.${next(256)}.${next(256)} - - [${date}] "${request}" ${STATUSES[next(STATUSES.length)]} ${size} "https://shop.example/start" "${AGENTS[next(AGENTS.length)]}" ${seconds}\n`;
};

const jsonLine: LineMaker = (line, next) => {
  const status = STATUSES[next(STATUSES.length)]!;
  const record = {
    timestamp: new Date(START_MS + (line / LINES_PER_SECOND) * 1_000).toISOString(),
    level: status >= 500 ? "error" : "info",
    service: ["checkout", "catalog", "search"][next(3)],
    msg: next(5) === 0 ? 'said "no" to the client' : "request completed",
    method: METHODS[next(METHODS.length)],
    path: ROUTES[next(ROUTES.length)],
    status,
    duration_ms: next(900_000) / 1_000,
    bytes: 200 + next(60_000),
    ...(next(5) === 0 ? { metadata: { trace: `${next(1e9)}`, retries: [0, 1], ok: true } } : { user_agent: AGENTS[next(AGENTS.length)] }),
  };
  return `${JSON.stringify(record)}\n`;
};

const appLine: LineMaker = (line, next) => {
  const time = new Date(START_MS + (line / LINES_PER_SECOND) * 1_000).toISOString().slice(0, 23).replace("T", " ");
  return next(4) === 0
    ? `${time} ERROR [worker-${next(16)}] could not reach the inventory of warehouse ${next(90)}\n`
    : `${time} INFO [worker-${next(16)}] order ${next(1e6)} was processed in ${next(900)}ms\n`;
};

/** About `byteLength` bytes of lines: some megabytes of them, again and again. */
function makeLog(byteLength: number, makeLine: LineMaker): Uint8Array {
  const next = createSequence(1);
  let text = "";
  for (let line = 0; text.length < MEGABYTE * 16 && text.length < byteLength; line++) text += makeLine(line, next);
  const unit = new TextEncoder().encode(text);
  const copies = Math.max(1, Math.round(byteLength / unit.length));
  const log = new Uint8Array(unit.length * copies);
  for (let copy = 0; copy < copies; copy++) log.set(unit, copy * unit.length);
  return log;
}

/** Seconds of processor time to parse every line of the log (other work on the machine counts less than on the clock), and what was found: printed, so that nothing is optimized away. */
function parseAll(log: Uint8Array, withRoutes: boolean): { seconds: number; lines: number; records: number; routeBytes: number } {
  const { parse } = createLineParser({ settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: START_MS });
  const fields = emptyLineFields();
  const route = new Uint8Array(256);
  let lines = 0;
  let records = 0;
  let routeBytes = 0;
  const usedBefore = process.cpuUsage();
  for (let start = 0, end: number; start < log.length; start = end + 1) {
    end = log.indexOf(LINE_FEED, start);
    lines++;
    if (parse(log, start, end, fields) !== VERDICT_RECORD) continue;
    records++;
    const { path } = fields;
    if (withRoutes && path.start !== -1) routeBytes += normalizeRoute(path.bytes, path.start, path.end, route);
  }
  const used = process.cpuUsage(usedBefore);
  return { seconds: (used.user + used.system) / 1e6, lines, records, routeBytes };
}

const megabytes = Number(process.argv[2] ?? 200);
for (const [name, makeLine] of [
  ["combined", combinedLine],
  ["json", jsonLine],
  ["app", appLine],
] as const) {
  const log = makeLog(megabytes * MEGABYTE, makeLine);
  for (const withRoutes of [false, true]) {
    const runs = Array.from({ length: ROUNDS }, () => parseAll(log, withRoutes)).sort((left, right) => left.seconds - right.seconds);
    const { seconds, lines, records } = runs[Math.floor(ROUNDS / 2)]!;
    const rate = Math.round(log.length / MEGABYTE / seconds);
    console.log(
      `${name}${withRoutes ? " and routes" : ""}: ${rate} MB/s of one core, ${Math.round((seconds * 1e9) / lines)} ns a line of ${Math.round(log.length / lines)} bytes (${records} of ${lines} lines are records)`,
    );
  }
}
