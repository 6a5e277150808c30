import type { SeededRandom } from "../../test/generate/seeded-random.ts";
import type { InputFormat } from "./input-format.ts";

const OTHER_LINES = ["panic: runtime error: index out of range [4] with length 4", "java.lang.IllegalStateException: pool exhausted", "-- MARK --"];
/** The request's closing quote, from which on a line would still be a record. */
const CUT_BEFORE: Record<InputFormat, string> = { combined: " HTTP/1.1", json: "}", alb: " HTTP/2.0" };
const CUT_FROM = 4;

/** The line as something that failed half-way would have left it: cut off, with a status or a time that is none, or another line in its place. Never a record. */
export function malformLine(line: string, format: InputFormat, random: SeededRandom): string {
  switch (random.below(4)) {
    case 0:
      return line.slice(0, random.between(CUT_FROM, line.lastIndexOf(CUT_BEFORE[format])));
    case 1:
      return breakStatus(line, format);
    case 2:
      return breakTime(line, format);
    default:
      return random.pick(OTHER_LINES);
  }
}

function breakStatus(line: string, format: InputFormat): string {
  if (format === "json") return line.replace(/"duration_ms":( ?)/, '"duration_ms":$1x');
  return format === "alb" ? line.replace(/(:8080|-) (\S+ \S+ \S+) /, "$1 $2 x") : line.replace('HTTP/1.1" ', 'HTTP/1.1" x');
}

function breakTime(line: string, format: InputFormat): string {
  if (format === "json") return line.replace(/"time":( ?)"/, '"time":$1"?');
  return format === "alb" ? line.replace("T", "?") : line.replace("/Nov/", "/???/");
}
