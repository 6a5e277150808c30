import type { RangeAggregate } from "../aggregate/range-aggregate.ts";
import type { LineFields } from "../parse/line-fields.ts";
import type { LineParser } from "../parse/line-parser.ts";
import { VERDICT_BLANK, VERDICT_COMMENT, VERDICT_RECORD } from "../parse/verdict.ts";

/** Judge the line `bytes[start, end)`, which begins at `byteOffset` of the object, and tell the aggregate. `fields` is scratch memory. */
export function judgeLine({ parse }: LineParser, fields: LineFields, aggregate: RangeAggregate, bytes: Uint8Array, start: number, end: number, byteOffset: number): void {
  const verdict = parse(bytes, start, end, fields, byteOffset === 0);
  if (verdict === VERDICT_RECORD) aggregate.record(fields, byteOffset, end - start, bytes, start);
  else if (verdict === VERDICT_BLANK) aggregate.blank();
  else if (verdict === VERDICT_COMMENT) aggregate.comment();
  else aggregate.rejected(verdict, byteOffset, end - start, bytes, start);
}
