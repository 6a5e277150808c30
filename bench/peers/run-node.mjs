// What one writes in Node without a library: `node run-node.mjs <format> <way> <file>`. Prints the figures of each minute as tab-separated lines. Exact percentiles, from all durations.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

const [format = "", way = "", file = ""] = process.argv.slice(2);
const minutes = new Map();
const CHUNK_BYTES = 1 << 20;

function count(minute, status, bytes, duration) {
  let row = minutes.get(minute);
  if (row === undefined) minutes.set(minute, (row = { records: 0, status: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], bytes: 0, durations: [] }));
  row.records++;
  row.status[(status / 100) | 0]++;
  row.bytes += bytes;
  if (duration !== undefined) row.durations.push(duration);
}

const COMBINED = /^\S+ \S+ \S+ \[([^:]+:\d\d:\d\d):\d\d [^\]]+\] "(?:[^"\\]|\\.)*" (\d{3}) (\d+|-) "[^"]*" "[^"]*" (\d+\.\d+)$/;
const ALB = /^\S+ (\d{4}-\d\d-\d\dT\d\d:\d\d)\S+ \S+ \S+ \S+ (\S+) (\S+) (\S+) (\d{3}) \S+ \d+ (\d+) "[^"]*"/;

function countMatch(line) {
  const match = (format === "alb" ? ALB : COMBINED).exec(line);
  if (match === null) return;
  if (format === "combined") count(match[1], Number(match[2]), Number(match[3]) || 0, Number(match[4]));
  else count(match[1], Number(match[5]), Number(match[6]), match[2] === "-1" ? undefined : Number(match[2]) + Number(match[3]) + Number(match[4]));
}

function countJson(line) {
  let object;
  try {
    object = JSON.parse(line);
  } catch {
    return;
  }
  if (typeof object?.time === "string") count(object.time.slice(0, 16), object.status ?? 0, object.bytes ?? 0, object.duration_ms);
}

function countSplit(line) {
  const words = line.split(" ");
  const isAlb = format === "alb";
  const status = Number(words[8]);
  if (!(status >= 100 && status <= 999) || words.length < 12) return;
  if (isAlb) count(words[1].slice(0, 16), status, Number(words[11]), words[5] === "-1" ? undefined : Number(words[5]) + Number(words[6]) + Number(words[7]));
  else count(words[3].slice(1, 18), status, Number(words[9]) || 0, Number(words.at(-1)));
}

const input = file.endsWith(".gz") ? createReadStream(file).pipe(createGunzip()) : createReadStream(file, { highWaterMark: CHUNK_BYTES });
const countLine = format === "json" ? countJson : way.includes("split") ? countSplit : countMatch;
if (way.startsWith("readline")) {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) countLine(line);
} else {
  let rest = "";
  for await (const chunk of input) {
    const lines = (rest + chunk.toString(way.includes("latin1") ? "latin1" : "utf8")).split("\n");
    rest = lines.pop();
    for (const line of lines) countLine(line);
  }
  if (rest !== "") countLine(rest);
}

for (const [minute, { records, status, bytes, durations }] of minutes) {
  const sorted = Float64Array.from(durations).sort();
  const rank = (share) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
  const classes = [status[2], status[3], status[4], status[5]].join("\t");
  const sum = sorted.reduce((total, duration) => total + duration, 0);
  console.log(`${minute}\t${records}\t${classes}\t${bytes}\t${sum}\t${sorted[0] ?? 0}\t${sorted.at(-1) ?? 0}\t[${rank(0.5)},${rank(0.95)},${rank(0.99)}]`);
}
