/** The requests of which the bench's inputs tell: one day of a shop with some forty routes, a daily curve and latencies with a tail. */
import { SERVICES } from "../../cli/sample-shop.ts";
import { createSeededRandom, type SeededRandom } from "../../test/generate/seeded-random.ts";

/** A request before it is written as a line. It is reused: whoever keeps one copies it. */
export interface Request {
  /** Epoch milliseconds; requests come in the order of time. */
  timeMs: number;
  service: string;
  method: string;
  /** Ids filled in; with a query on some routes. */
  target: string;
  status: number;
  /** Whole microseconds. */
  durationMicros: number;
  sentBytes: number;
  /** 32 random bits, for what has no influence on the figures. */
  bits: number;
}

/** A prime: each step of the table of latencies leads somewhere else. */
const LATENCIES = 4_093;
const TABLE = 4_096;
const DAY_MS = 86_400_000;
/** The quietest hour has this share of the mean, the busiest lies as far above it. */
const QUIET_SHARE = 0.45;

interface Route {
  service: number;
  method: string;
  parts: string[];
  medianMicros: number;
}

/** A table of `TABLE` items in which each is found in proportion to its weight. */
function weighted<Item>(items: readonly (readonly [Item, weight: number])[]): Item[] {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  return items.flatMap(([item, weight]) => {
    const from = Math.round((reached / total) * TABLE);
    reached += weight;
    return Array.from({ length: Math.round((reached / total) * TABLE) - from }, () => item);
  });
}

function routeOf(text: string, service: number): readonly [Route, number] {
  const [weight, medianMs, method = "", path = ""] = text.split(" ");
  return [{ service, method, parts: path.split("#"), medianMicros: Number(medianMs) * 1_000 }, Number(weight)];
}

/** Multiples of a median: log-normal, and twelve times as slow for one request in a hundred. */
function latencyFactors(random: SeededRandom): number[] {
  const uniform = (): number => (random.bits() + 1) / 2 ** 32;
  return Array.from({ length: LATENCIES }, (_, index) => {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.exp(0.45 * normal) * (index % 100 === 0 ? 12 : 1);
  });
}

/**
 * A function that fills in the next request. `requests` of them are spread over the day that begins at `startMs`; asked for more, it goes on
 * behind that day.
 */
export function createTraffic(seed: number, requests: number, startMs: number): (request: Request) => void {
  const random = createSeededRandom(seed);
  const routes = weighted(SERVICES.flatMap(([, , texts], service) => texts.map((text) => routeOf(text, service))));
  const statuses = SERVICES.map(([, shares]) => weighted(Object.entries(shares).map(([status, share]) => [Number(status), share] as const)));
  const factors = latencyFactors(random);
  const meanGapMs = DAY_MS / requests;
  let timeMs = startMs;
  return (request) => {
    const bits = random.bits();
    const more = random.bits();
    const route = routes[bits & (TABLE - 1)]!;
    const load = 1 - QUIET_SHARE * Math.cos((2 * Math.PI * (timeMs % DAY_MS)) / DAY_MS);
    timeMs += (meanGapMs / load) * ((bits >>> 12) / 2 ** 19);
    request.timeMs = Math.floor(timeMs);
    request.service = SERVICES[route.service]![0];
    request.method = route.method;
    request.target = targetOf(route.parts, more);
    request.status = statuses[route.service]![more & (TABLE - 1)]!;
    request.durationMicros = Math.round(route.medianMicros * factors[more % LATENCIES]!);
    request.sentBytes = request.status === 304 || request.status === 204 ? 0 : 180 + ((more >>> 12) & 0xff) * (bits >>> 24);
    request.bits = Math.imul(more ^ bits, 0x9e3779b1) >>> 0;
  };
}

function targetOf(parts: readonly string[], bits: number): string {
  let target = parts[0]!;
  for (let index = 1; index < parts.length; index++) target += String(1 + ((bits >>> index) & 0xffff)) + parts[index]!;
  return target;
}
