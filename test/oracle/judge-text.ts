import { oracleLines } from "./oracle-lines.ts";
import type { OracleFields, OracleOptions } from "./verdict.ts";

/** What a case says of a line: `rejected: <reason>`, `blank`, `comment`, or the fields that are not absent. */
export type Expected = string | Partial<OracleFields>;

function withoutAbsent(fields: OracleFields): Partial<OracleFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** The verdict on each line of `content` in the form of the cases. Text that is not ASCII is taken as UTF-8. */
export function judgeText(content: string | Uint8Array, options: OracleOptions = {}): Expected[] {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  return oracleLines(bytes, options).map((line) => {
    if (line.verdict === "rejected") return `rejected: ${line.reason}`;
    return line.verdict === "record" ? withoutAbsent(line.fields) : line.verdict;
  });
}

/** The verdict on a text of one line. @throws RangeError if it has more or none. */
export function judgeOne(line: string | Uint8Array, options: OracleOptions = {}): Expected {
  const [verdict, ...others] = judgeText(line, options);
  if (verdict === undefined || others.length > 0) throw new RangeError(`One line was expected: ${String(line)}`);
  return verdict;
}
