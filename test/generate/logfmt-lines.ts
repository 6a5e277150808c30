import { ERROR_LEVELS, LEVELS, makeDuration, makeIsoTime, makeTarget, makeTimeMs, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const TIME_KEYS = "timestamp time ts t @timestamp datetime start_time".split(" ");
const FLAGS = ["token=YWI=", "token=YQ==", "q=?a=b==c", "debug", "ok=", 'empty=""', "cool%story=bro", "caf\xc3\xa9=1", "%^asdf", "'q'='x'", "a.b-c/d=1", "__proto__=5", "x=\xff"];
const QUOTED = [
  '"two words"',
  '"say \\"hi\\" \\\\ \\t\\n\\u00e9\\ud83d\\ude00"',
  '"it\\\'s"',
  '"lone \\ud83d"',
  '"\\x1b[31mred\\a\\v\\xff \\U0001f600\\U0010ffff\\U0000d800"',
  '"k=v, {}"',
  '"10.0.0.1 - - [24/Jan/2024:10:15:32 +0000] \\"GET / HTTP/1.1\\" 200 5"',
];

const quote = (value: string): string => (/^[^\0- "=]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`);

const MAKERS: ((random: SeededRandom) => string)[] = [
  (random) => `level=${random.pick([...LEVELS, ...ERROR_LEVELS, "30", "3"]).toLowerCase()}`,
  (random) => `${random.pick(["status", "status_code", "http.status_code"])}=${random.pick([...STATUSES, "-", "ok", "0"])}`,
  (random) => `${random.pick(["duration", "elapsed", "took", "latency"])}=${random.pick([makeDuration(random), String(random.below(5000)), `${random.below(99)}.5`])}`,
  (random) => `${random.pick(["duration_ms", "request_time", "elapsed_us"])}=${random.below(5000)}`,
  (random) => `${random.pick(["bytes", "size", "response_size"])}=${random.pick([String(random.below(100_000)), "-", "1e3"])}`,
  (random) => `method=${random.pick(METHODS).toLowerCase()}`,
  (random) => `${random.pick(["path", "uri", "url"])}=${random.pick([quote(makeTarget(random)), "/search?q=1&r=a=b", "https://shop.example/?a=b", '"/\\x41"'])}`,
  (random) => `request="${random.pick(METHODS)} ${makeTarget(random)} HTTP/1.1"`,
  (random) => `${random.pick(["service", "app", "component"])}=${random.pick(["checkout", "users", "-"])}`,
  (random) => `${random.pick(["host", "hostname"])}=${random.pick(["web-1", "web-1.shop.example", '"web 1"'])}`,
  (random) => `msg=${random.pick(QUOTED)}`,
  (random) => random.pick(FLAGS),
];

/** A line of logfmt with any keys in any order, duplicates too; always a record. */
export function makeLogfmtLine(random: SeededRandom): string {
  const ms = makeTimeMs(random);
  const iso = makeIsoTime(random);
  const time = `${random.pick(TIME_KEYS)}=${random.pick([quote(iso), quote(iso), String(ms), String(ms / 1000)])}`;
  const pairs = Array.from({ length: random.below(9) }, () => random.pick(MAKERS)(random));
  pairs.splice(random.chance(0.7) ? 0 : random.below(pairs.length + 1), 0, time);
  // What makes a line logfmt is its first pair.
  if (!/^[A-Za-z_@][A-Za-z0-9_./@-]*=/.test(pairs[0] ?? "")) pairs.unshift("app=shop");
  const line = pairs.join(random.chance(0.1) ? random.pick(["  ", "\t", "\0"]) : " ");
  return random.chance(0.1) ? `${line}${random.pick([" ", " flag", '  a="b"c=d'])}` : line;
}
