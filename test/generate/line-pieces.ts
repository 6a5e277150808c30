import type { SeededRandom } from "./seeded-random.ts";

/** Pieces that lines of several formats are made of. Everything is byte text: one character per byte. */

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const HOUR_MS = 3_600_000;
const BASE_MS = Date.UTC(2026, 10, 21, 9);

export const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "VERSION-CONTROL", "M_X"];
export const STATUSES = ["200", "200", "200", "201", "204", "301", "304", "400", "404", "418", "499", "500", "503", "100", "999"];
export const LEVELS = ["TRACE", "DEBUG", "VERBOSE", "INFO", "INFO", "INFORMATION", "NOTICE", "WARN", "WARNING", "ERR", "ERROR", "ERROR", "INF", "WRN", "DBG", "TRC", "VRB"];
export const ERROR_LEVELS = ["FATAL", "CRIT", "CRITICAL", "ALERT", "EMERG", "EMERGENCY", "PANIC", "SEVERE", "FTL", "PNC", "DPANIC"];

const TARGETS = [
  "/",
  "/api/users",
  "/api/users/48213",
  "/api/users/48213/",
  "/api/orders/550e8400-e29b-41d4-a716-446655440000/items/7",
  "/blob/0123456789abcdef0123456789abcdef",
  "/blob/abcdefabcdefabcdef",
  "/search?q=lamp&page=2",
  "/page#part?x",
  "/caf%C3%A9/%22",
  "/r\xc3\xa9sum\xc3\xa9",
  "/bad\xff\xfeutf8",
  "//double//slash",
  "/a;b=5/c",
  "*",
  "http://shop.example:8080/api/items/5?x=http://a/b",
  "https://shop.example",
  "https://shop.example?x=1",
  "shop.example:443",
  "?only=query",
  "-",
  `/long/${"x".repeat(300)}`,
];

/** Ids, and segments with digits that are none: which of them is one hangs on the bytes beside them. */
const SEGMENTS = ["7", "48", "007", "1234567890", "v1", "v2", "v12", "2fa", "3d", "a1b2", "x9", "img12.png", "items", "-5", "5-", ""];

/** A path of some segments, with a slash in front or without. */
export function makeSegments(random: SeededRandom): string {
  const segments = Array.from({ length: random.between(1, 8) }, () => random.pick(SEGMENTS));
  return `${random.pick(["/", "/", "/", ""])}${segments.join("/")}${random.pick(["", "", "", "?x=7/8", "#9"])}` || "/";
}

/** A request target without SP and quotes. */
export function makeTarget(random: SeededRandom): string {
  if (random.chance(0.2)) return makeSegments(random);
  return random.chance(0.5) ? `/api/items/${random.below(50)}` : random.pick(TARGETS);
}

/** Hours around which clocks change in Europe and America, as UTC. */
const CLOCK_CHANGES_MS = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)];

/** A time near one hour of one day; now and then far from it. */
export function makeTimeMs(random: SeededRandom): number {
  if (random.chance(0.02)) return random.pick(CLOCK_CHANGES_MS) + random.between(-3 * HOUR_MS, 3 * HOUR_MS);
  if (random.chance(0.02)) return BASE_MS + random.between(-400, 400) * 24 * HOUR_MS + random.below(HOUR_MS);
  return BASE_MS + random.below(HOUR_MS);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** The offset of a zone, and what a clock there shows. */
function makeZone(random: SeededRandom, timeMs: number): { local: Date; sign: string; hours: string; minutes: string } {
  const minutes = random.pick([0, 0, 0, 60, -300, 210, -570, 845]);
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? "-" : "+";
  return { local: new Date(timeMs + minutes * 60_000), sign, hours: twoDigits(Math.floor(size / 60)), minutes: twoDigits(size % 60) };
}

function makeFraction(random: SeededRandom, points: readonly string[]): string {
  if (random.chance(0.5)) return "";
  return random.pick(points) + String(random.bits()).padStart(10, "0").slice(0, random.between(1, 9));
}

/** A time as Apache writes it, in one of its variations, without brackets. */
export function makeClfTime(random: SeededRandom): string {
  const { local, sign, hours, minutes } = makeZone(random, makeTimeMs(random));
  const name = MONTHS[local.getUTCMonth()] ?? "";
  const month = random.pick([name, name, name, name.toLowerCase(), name.toUpperCase()]);
  const clock = local.toISOString().slice(11, 19);
  const zone = random.pick([` ${sign}${hours}${minutes}`, ` ${sign}${hours}${minutes}`, " +0000", "Z", ""]);
  return `${twoDigits(local.getUTCDate())}/${month}/${local.getUTCFullYear()}:${clock}${makeFraction(random, ["."])}${zone}`;
}

/** An ISO time in one of its variations. */
export function makeIsoTime(random: SeededRandom): string {
  const { local, sign, hours, minutes } = makeZone(random, makeTimeMs(random));
  const text = local.toISOString();
  const between = random.pick(["T", "t", " ", " ", " "]);
  const zone = random.pick(["", "", "Z", "z", `${sign}${hours}:${minutes}`, `${sign}${hours}${minutes}`, `${sign}${hours}`]);
  const seconds = random.chance(0.01) ? "60" : text.slice(17, 19);
  return `${text.slice(0, 10)}${between}${text.slice(11, 17)}${seconds}${makeFraction(random, [".", ","])}${zone}`;
}

/** A number with a unit, or a sum of them. */
export function makeDuration(random: SeededRandom): string {
  const value = random.below(5000);
  const plain = `${value}${random.pick(["ms", "ms", "ms", "s", "us", "ns", "m", "h", "\xc2\xb5s", "\xce\xbcs"])}`;
  return random.pick([plain, plain, plain, `${value}.${random.below(1000)}ms`, `0.${random.bits()}s`, `1m${value}.5s`, `1h0m${value}ns`, `-${plain}`]);
}
