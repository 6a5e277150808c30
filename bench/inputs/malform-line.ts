import type { SeededRandom } from "../../test/generate/seeded-random.ts";
import type { InputFormat } from "./input-format.ts";

const OTHER_LINES = ["panic: runtime error: index out of range [4] with length 4", "java.lang.IllegalStateException: pool exhausted", "-- MARK --"];

/** How a line of a format is spoilt. */
interface Damage {
  /** Where a line that is cut off before is no record any more. */
  cutBefore(line: string): number;
  /** With a status, or what stands for it, that is none. */
  breakStatus(line: string): string;
  breakTime(line: string): string;
}

const CUT_FROM = 4;
/** The time of an application line. */
const TIME_BYTES = 19;
/** The last column that is read of CloudFront's. */
const LAST_COLUMN = 18;

const DAMAGE: Record<InputFormat, Damage> = {
  combined: {
    cutBefore: (line) => line.lastIndexOf(" HTTP/1.1"),
    breakStatus: (line) => line.replace('HTTP/1.1" ', 'HTTP/1.1" x'),
    breakTime: (line) => line.replace("/Nov/", "/???/"),
  },
  json: {
    cutBefore: (line) => line.lastIndexOf("}"),
    breakStatus: (line) => line.replace(/"duration_ms":( ?)/, '"duration_ms":$1x'),
    breakTime: (line) => line.replace(/"time":( ?)"/, '"time":$1"?'),
  },
  alb: {
    cutBefore: (line) => line.lastIndexOf(" HTTP/2.0"),
    breakStatus: (line) => line.replace(/(:8080|-) (\S+ \S+ \S+) /, "$1 $2 x"),
    breakTime: (line) => line.replace("T", "?"),
  },
  app: {
    cutBefore: () => TIME_BYTES - 1,
    breakStatus: (line) => line.replace(/ - (\d+) - /, " - x$1 - "),
    breakTime: (line) => line.replace("-", "?"),
  },
  logfmt: {
    cutBefore: (line) => line.indexOf("T"),
    // It is the line that cannot be read then: a status that is none is only absent.
    breakStatus: (line) => line.replace("status=", "status=="),
    breakTime: (line) => line.replace("time=", "time=?"),
  },
  cloudfront: {
    cutBefore: (line) => line.split("\t").slice(0, LAST_COLUMN).join("\t").length,
    breakStatus: (line) => line.replace(/\t(\d{3})\t-\t/, "\tx$1\t-\t"),
    breakTime: (line) => line.replace("-", "?"),
  },
};

/** The line as something that failed half-way would have left it: cut off, with a status or a time that is none, or another line in its place. Never a record. */
export function malformLine(line: string, format: InputFormat, random: SeededRandom): string {
  const { cutBefore, breakStatus, breakTime } = DAMAGE[format];
  switch (random.below(4)) {
    case 0:
      return line.slice(0, random.between(CUT_FROM, cutBefore(line)));
    case 1:
      return breakStatus(line);
    case 2:
      return breakTime(line);
    default:
      return random.pick(OTHER_LINES);
  }
}
