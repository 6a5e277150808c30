/**
 * A log of one day of a small shop, for who has no log at hand: a daily curve, some forty routes of four services, latencies
 * with a tail, and a quarter of an hour in which a database fails. The same arguments always make the same bytes.
 */

import { AGENTS, REFERERS, SERVICES, SPIKE } from "./sample-shop.ts";

/** How each line is written: the Combined format with the request's seconds at its end, or JSON lines. */
export type SampleFormat = "combined" | "json";

const CHUNK_BYTES = 1_048_576;
/** No line is longer. */
const LINE_BYTES_MAX = 512;
/** Mean bytes of a line, from which the rate of requests follows. */
const LINE_BYTES_MEAN: Record<SampleFormat, number> = { combined: 199, json: 192 };
const DAY_SECONDS = 86_400;
const MINUTES_MIN = 15;
/** A short log covers less than a day, so that its minutes are not empty. */
const LINES_PER_MINUTE_MIN = 30;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

type Route = { service: number; medianUs: number; combinedParts: Uint8Array[]; jsonParts: Uint8Array[] };

/** A second of the log as both formats write it. */
type Moment = { clfTime: Uint8Array; isoTime: Uint8Array; isSpike: boolean };

/** One request; `bits` are random, for what has no influence on the figures. */
type Request = { route: Route; status: number; durationUs: number; sentBytes: number; millisecond: number; bits: number };

/** Write a request into `chunk` from `at` on; returns where the line ends. */
type LineWriter = (chunk: Uint8Array, at: number, moment: Moment, request: Request) => number;

const encoder = new TextEncoder();
const encode = (text: string): Uint8Array => encoder.encode(text);
const DIGITS = Array.from({ length: 1000 }, (_, value) => encode(String(value)));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) => encode(String(value).padStart(3, "0")));
const LINE_END = 10;
const POINT = 46;

/** A generator of 32 random bits (mulberry32), by its seed. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  };
}

/** A table of `size` items in which each occurs in proportion to its weight, to be picked from with random bits. */
function spread<T>(weighted: [T, number][], size: number): T[] {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  let upTo = 0;
  return weighted.flatMap(([item, weight]) => {
    const from = Math.round((upTo / total) * size);
    upTo += weight;
    return Array.from({ length: Math.round((upTo / total) * size) - from }, () => item);
  });
}

function parseRoute(text: string, service: number): [Route, weight: number] {
  const [weight, medianMs, method = "", path = ""] = text.split(" ");
  const serviceName = SERVICES[service]?.[0] ?? "";
  const combinedParts = `${method} ${path} HTTP/1.1" `.split("#").map(encode);
  const jsonParts = `"service":"${serviceName}","method":"${method}","path":"${path}","status":`.split("#").map(encode);
  return [{ service, medianUs: Number(medianMs) * 1000, combinedParts, jsonParts }, Number(weight)];
}

/** Latencies as multiples of a median: a log-normal body, and a tail for one request in a hundred. */
function latencyFactors(random: () => number): Float64Array {
  return Float64Array.from({ length: 4096 }, (_, index) => {
    const normal = Math.sqrt(-2 * Math.log((random() + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
    return Math.min(Math.exp(0.45 * normal) * (index % 100 === 0 ? 12 : 1), 200);
  });
}

/** Requests at a time of day, as a multiple of the mean: quiet at night, busy in the afternoon and evening. */
function dailyCurve(secondOfDay: number): number {
  const angle = (2 * Math.PI * secondOfDay) / DAY_SECONDS;
  return 1 - 0.45 * Math.sin(angle + Math.PI / 6) + 0.18 * Math.sin(2 * angle + 2.4);
}

function momentOf(timeMs: number, isSpike: boolean): Moment {
  const [date = "", time = ""] = new Date(timeMs).toISOString().slice(0, 19).split("T");
  const [year, month, day] = date.split("-");
  const clfTime = encode(`${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000] "`);
  return { clfTime, isoTime: encode(`{"timestamp":"${date}T${time}.`), isSpike };
}

function put(chunk: Uint8Array, at: number, fragment: Uint8Array): number {
  const length = fragment.length;
  for (let index = 0; index < length; index++) chunk[at + index] = fragment[index] as number;
  return at + length;
}

/** Write a whole number below 1e9. */
function putNumber(chunk: Uint8Array, at: number, value: number): number {
  if (value < 1000) return put(chunk, at, DIGITS[value] as Uint8Array);
  const thousands = (value / 1000) | 0;
  return put(chunk, putNumber(chunk, at, thousands), THREE_DIGITS[value - thousands * 1000] as Uint8Array);
}

/** Write a number of thousandths with its point and three digits behind it. */
function putThousandths(chunk: Uint8Array, at: number, value: number): number {
  const whole = (value / 1000) | 0;
  const pointAt = putNumber(chunk, at, whole);
  chunk[pointAt] = POINT;
  return put(chunk, pointAt + 1, THREE_DIGITS[value - whole * 1000] as Uint8Array);
}

/** Write the parts of a route with a number between each two. */
function putParts(chunk: Uint8Array, at: number, parts: Uint8Array[], bits: number): number {
  let end = put(chunk, at, parts[0] as Uint8Array);
  for (let index = 1; index < parts.length; index++) {
    end = putNumber(chunk, end, 1 + ((bits >>> index) & 0xffff));
    end = put(chunk, end, parts[index] as Uint8Array);
  }
  return end;
}

function createCombinedWriter(random: () => number): LineWriter {
  const clients = Array.from({ length: 1024 }, () => encode(`10.${random() % 8}.${random() % 256}.${1 + (random() % 254)} - - [`));
  const tails = REFERERS.flatMap((referer) => AGENTS.map((agent) => encode(` "${referer}" "${agent}" `)));
  return (chunk, start, { clfTime }, { route, status, durationUs, sentBytes, bits }) => {
    let at = put(chunk, start, clients[bits & 1023] as Uint8Array);
    at = put(chunk, at, clfTime);
    at = putParts(chunk, at, route.combinedParts, bits >>> 10);
    at = put(chunk, at, DIGITS[status] as Uint8Array);
    chunk[at++] = 32;
    at = putNumber(chunk, at, sentBytes);
    const tail = tails[bits >>> 28] as Uint8Array;
    chunk.set(tail, at);
    at += tail.length;
    at = putThousandths(chunk, at, (durationUs / 1000) | 0);
    chunk[at++] = LINE_END;
    return at;
  };
}

function createJsonWriter(): LineWriter {
  const duration = encode(',"duration_ms":');
  const hosts = Array.from({ length: 8 }, (_, index) => encode(`,"host":"web-${index + 1}.shop.example","bytes":`));
  const levels = ["INFO", "INFO", "INFO", "INFO", "WARN", "ERROR"].map((level) => encode(`Z","level":"${level}",`));
  const end = encode("}\n");
  return (chunk, start, { isoTime }, { route, status, durationUs, sentBytes, millisecond, bits }) => {
    let at = put(chunk, start, isoTime);
    at = put(chunk, at, THREE_DIGITS[millisecond] as Uint8Array);
    at = put(chunk, at, levels[(status / 100) | 0] as Uint8Array);
    at = putParts(chunk, at, route.jsonParts, bits >>> 10);
    at = put(chunk, at, DIGITS[status] as Uint8Array);
    at = put(chunk, at, duration);
    at = putThousandths(chunk, at, durationUs);
    at = put(chunk, at, hosts[bits >>> 29] as Uint8Array);
    at = putNumber(chunk, at, sentBytes);
    return put(chunk, at, end);
  };
}

/** A function that fills in the next request of the shop. */
function createTraffic(random: () => number): (request: Request, isSpike: boolean) => void {
  const routes = spread(
    SERVICES.flatMap(([, , texts], service) => texts.map((text) => parseRoute(text, service))),
    4096,
  );
  const factors = latencyFactors(random);
  const statuses = SERVICES.map(([, parts]) =>
    spread(
      Object.entries(parts).map(([code, part]) => [Number(code), part]),
      1024,
    ),
  );
  return (request, isSpike) => {
    const bits = random();
    const more = random();
    const route = routes[bits & 4095] as Route;
    const slowness = isSpike ? (SPIKE.slowness[route.service] as number) : 1;
    const chance = (bits >>> 12) & 1023;
    const isFailing = isSpike && chance < (SPIKE.errorShares[route.service] as number) * 1024;
    const status = isFailing ? 503 : ((statuses[route.service] as number[])[chance] as number);
    request.route = route;
    request.status = status;
    request.durationUs = (route.medianUs * (factors[more & 4095] as number) * slowness) | 0;
    request.sentBytes = status === 304 || status === 204 ? 0 : 180 + ((more >>> 12) & 0xff) * (bits >>> 24);
    request.bits = Math.imul(more, 0x9e3779b1) >>> 0;
  };
}

/**
 * Yield a log of whole lines, in chunks of about 1 MiB: at most `bytes` in all, and less than one line below. Nothing is yielded
 * when not even one line fits. Times begin at `startMs` and cover about a day; a short log covers less.
 */
export function* generateSampleLog(bytes: number, seed: number, startMs: number, format: SampleFormat = "combined"): Generator<Uint8Array> {
  const random = createRandom(seed);
  const fillIn = createTraffic(random);
  const writeLine = format === "json" ? createJsonWriter() : createCombinedWriter(random);
  const request = { status: 0, durationUs: 0, sentBytes: 0, millisecond: 0, bits: 0 } as Request;
  const lines = bytes / LINE_BYTES_MEAN[format];
  const spanSeconds = Math.min(DAY_SECONDS, 60 * Math.max(MINUTES_MIN, Math.floor(lines / LINES_PER_MINUTE_MIN)));
  let chunk = new Uint8Array(CHUNK_BYTES);
  let at = 0;
  let left = bytes;
  let due = 1;
  for (let second = 0; ; second++) {
    const timeMs = startMs + second * 1000;
    due += (lines / spanSeconds) * dailyCurve((timeMs / 1000) % DAY_SECONDS) * (0.6 + (0.8 * random()) / 2 ** 32);
    const count = Math.floor(due);
    due -= count;
    if (count === 0) continue;
    const moment = momentOf(timeMs, second >= spanSeconds * SPIKE.from && second < spanSeconds * SPIKE.until);
    for (let index = 0; index < count; index++) {
      if (at + LINE_BYTES_MAX > CHUNK_BYTES) {
        yield chunk.subarray(0, at);
        chunk = new Uint8Array(CHUNK_BYTES);
        at = 0;
      }
      fillIn(request, moment.isSpike);
      request.millisecond = Math.floor((index * 1000) / count);
      const lineEnd = writeLine(chunk, at, moment, request);
      left -= lineEnd - at;
      if (left < 0) {
        if (at > 0) yield chunk.subarray(0, at);
        return;
      }
      at = lineEnd;
    }
  }
}
