import type { SeededRandom } from "./seeded-random.ts";

/** Damage to lines as it happens to logs, and as a parser's author would not think of it. Everything is byte text. */

const BYTES = '\0\t\n\r "\\[]{}:,-+./#<=>0123456789azAZ\x7f\x80\xc3\xe2\xff'.split("");
const NUMBERS = [
  "",
  "-",
  "0",
  "-0",
  "00",
  "099",
  "-1",
  "1e3",
  "1.",
  ".5",
  "0x10",
  "1706091332",
  "99999999999",
  "253402300799999",
  "9007199254740991",
  "9007199254740992",
  "9".repeat(64),
  "9".repeat(65),
];
const OTHER_LINES = [
  "",
  " ",
  "\t\0",
  "\r",
  "#Fields: date time",
  "#Fields: date time sc-status cs-method",
  "<13>",
  "Jan 24 10:15:32",
  "a=b",
  "# comment",
  " # no comment",
  "\tat com.example.Main.run(Main.java:5)",
  "    at run (app.js:1:1)",
  "Caused by: java.io.IOException",
  "Traceback (most recent call last):",
  "no format at all",
  "2024-99-99 nonsense",
  "x [99/Foo/2024:00:00:00 +0000] x",
  "{",
  "{}",
  "[1,2]",
  '{"a":1}',
];
const LONG_BYTES = [1_000, 5_000, 70_000, 200_000];
const LINE_BYTES_MAX = 1_048_576;

type Mutation = (random: SeededRandom, line: string) => string;

/** Put `text` in the place of the bytes from a random index on, of which there are `removed`. */
function splice(random: SeededRandom, line: string, removed: number, text: string): string {
  const at = random.below(line.length + 1);
  return line.slice(0, at) + text + line.slice(at + removed);
}

const MUTATIONS: Mutation[] = [
  (random, line) => splice(random, line, 1, ""),
  (random, line) => splice(random, line, 1, ""),
  (random, line) => splice(random, line, 0, random.pick(BYTES)),
  (random, line) => splice(random, line, 0, random.pick(BYTES)),
  (random, line) => splice(random, line, 1, random.pick(BYTES)),
  (random, line) => splice(random, line, 1, random.pick(BYTES)),
  (random, line) => splice(random, line, 1, String.fromCharCode(random.below(256))),
  (random, line) => line.slice(0, random.below(line.length + 1)),
  (random, line) => line.slice(random.below(line.length + 1)),
  (random, line) => splice(random, line, random.below(20), ""),
  (random, line) => splice(random, line, 0, "\0".repeat(random.between(1, 4))),
  (random, line) => splice(random, line, 0, "\r"),
  (_random, line) => `${line}\r\r`,
  (random, line) => splice(random, line, 0, random.pick(["\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf0\x9f\x98"])),
  (_random, line) => `\xef\xbb\xbf${line}`,
  (random, line) => `${random.pick([" ", "\t", "  "])}${line}`,
  (random, line) => splice(random, line, 0, line.slice(0, random.below(line.length + 1))),
  (random, line) => line.replace(/\d+/g, (digits) => (random.chance(0.15) ? random.pick(NUMBERS) : digits)),
  (random, line) => line.replace(/\d+/g, (digits) => (random.chance(0.15) ? random.pick(NUMBERS) : digits)),
  (random, line) => line.replace(/[ "]/g, (byte) => (random.chance(0.1) ? random.pick(["", "  ", '"', '\\"', "\t"]) : byte)),
  (random, line) => line.replace(/[A-Za-z]+/g, (word) => (random.chance(0.05) ? random.pick(["", "-", "\xe9", "ERROR", "GET", "null"]) : word)),
  (random) => random.pick(OTHER_LINES),
  (random) => random.pick(OTHER_LINES),
  (random) => Array.from({ length: random.below(40) }, () => String.fromCharCode(random.below(256))).join(""),
];

/** A line that is too long by a little, or just not too long. */
function makeVeryLong(random: SeededRandom, line: string): string {
  return line.padEnd(LINE_BYTES_MAX + random.between(-1, 2), random.pick([" ", "x", "\0"]));
}

/** Damage a line once to three times. The result may hold line ends, and may by chance be a good line again. */
export function mutateLine(random: SeededRandom, line: string): string {
  if (random.chance(0.002)) return makeVeryLong(random, line);
  if (random.chance(0.005)) return splice(random, line, 0, random.pick(["x", " ", "9", '"', "\\"]).repeat(random.pick(LONG_BYTES)));
  let mutated = line;
  for (let left = random.pick([1, 1, 1, 2, 3]); left > 0; left--) mutated = random.pick(MUTATIONS)(random, mutated);
  return mutated;
}

/** A line that is no record and belongs in any log: blank, a comment, a continuation of the line before, or something else. */
export function makeOtherLine(random: SeededRandom): string {
  return random.pick(OTHER_LINES);
}
