import { ERROR_LEVELS, LEVELS, makeClfTime, makeDuration, makeTarget, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const PREFIXES = [
  "203.0.113.7 - - ",
  "203.0.113.7 - - ",
  "203.0.113.7 - alice ",
  "2001:db8::7:8080 - - ",
  "203.0.113.7, 10.0.0.1, 10.0.0.2 - - ",
  "203.0.113.7 - alice smith ",
  "shop.example:443 203.0.113.7 - - ",
  "api.example:80  203.0.113.7 - alice ",
  "10.0.0.1:443 203.0.113.7 - - ",
  "- - - ",
  "[::1] - - ",
  "",
];
const ODD_REQUESTS = [
  "",
  "-",
  "GET",
  "\\x16\\x03\\x01\\x02\\x00\\x01",
  "\x16\x03\x01\x02\x00\x01\xfc",
  "SSH-2.0-Go",
  'GET /a\\"b HTTP/1.1',
  "GET /a\\\\ HTTP/1.1",
  "GET /with space/and more HTTP/1.1",
  "get /lower HTTP/1.1",
  "GET  /two   HTTP/1.0 ",
  "GET HTTP/1.1",
  "CONNECT shop.example:443 HTTP/1.1",
];
const FIELDS = [
  '"-"',
  '"https://shop.example/cart"',
  '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"',
  '"agent \\"quoted\\" 5.5"',
  '"\xff\xfe"',
  '""',
  '"a""b"',
  '"x"y',
  "-",
  "upstream=10.0.0.1:80",
  "TLSv1.3",
  "0.1,",
  "+5",
  "5.",
];
const DURATIONS = ["0", "-", "-5", "-0.5", "0.0000005", "9007199254740991", "9007199254740992", `${"0".repeat(70)}5`];

function makeRequest(random: SeededRandom): string {
  if (random.chance(0.15)) return random.pick(ODD_REQUESTS);
  return `${random.pick(METHODS)} ${makeTarget(random)}${random.pick([" HTTP/1.1", " HTTP/1.1", " HTTP/2.0", ""])}`;
}

function makeDurationField(random: SeededRandom): string {
  const value = random.below(2_000_000);
  return random.pick([String(value), (value / 1_000_000).toFixed(3), makeDuration(random), random.pick(DURATIONS)]);
}

function makeUnquoted(random: SeededRandom): string {
  if (random.chance(0.3)) return `${random.pick([...LEVELS, ...ERROR_LEVELS])} Database connection failed after 12ms`;
  const version = random.pick([" HTTP/1.1", ""]);
  const tail = random.pick(["", ` ${makeDuration(random)}`, ` ${random.below(9999)}`, ` ${random.below(9999)} 0.25`, " -"]);
  return `${random.pick(METHODS)} ${makeTarget(random)}${version} ${random.pick(STATUSES)}${tail}`;
}

/** A line of the Common format or a relative in any of its variations; always a record. */
export function makeAccessLine(random: SeededRandom): string {
  const head = `${random.pick(PREFIXES)}[${makeClfTime(random)}]`;
  if (random.chance(0.15)) return `${head} ${makeUnquoted(random)}`;
  const space = random.chance(0.05) ? "  " : " ";
  const status = random.chance(0.1) ? random.pick(["-", "-1", "0", "000", "099"]) : random.pick(STATUSES);
  const bytes = random.chance(0.15) ? random.pick(["-", "-1", "0", "999999999999999", makeDuration(random)]) : String(random.below(100_000));
  const fields = Array.from({ length: random.below(5) }, () => random.pick(FIELDS));
  if (random.chance(0.6)) fields.splice(random.below(fields.length + 1), 0, makeDurationField(random));
  return [head, `"${makeRequest(random)}"`, status, bytes, ...fields].join(space);
}

/** A line of the plain Combined format, with or without the request's time at its end; always a record. */
export function makeCombinedLine(random: SeededRandom, hasDuration: boolean): string {
  const request = `${random.pick(METHODS)} ${makeTarget(random)} HTTP/1.1`;
  const seconds = (random.below(3_000_000) / 1_000_000).toFixed(3);
  const head = `203.0.113.${random.below(256)} - - [${makeClfTime(random)}] "${request}"`;
  return `${head} ${random.pick(STATUSES)} ${random.below(100_000)} "-" "Mozilla/5.0 (X11; Linux x86_64)"${hasDuration ? ` ${seconds}` : ""}`;
}
