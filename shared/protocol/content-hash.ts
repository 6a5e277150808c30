import { createHash } from "node:crypto";
import type { EncodedPartial } from "../core/aggregate/encoded-partial.ts";

/** Changes when folding the same children would make other bytes. */
const FOLD_VERSION = 1;

/** Names the content of a range's partial: equal names are equal bytes. */
export function hashPartial(partial: EncodedPartial): string {
  const hash = createHash("sha256").update(`range:${partial.summary.length}:`).update(partial.summary);
  for (const page of partial.windowPages) hash.update(`:${page.length}:`).update(page);
  return hash.digest("hex");
}

/** Names the content of a fold by what goes into it, so that its pages can be written while they are made. */
export function hashFold(children: readonly { child: number; contentHash: string }[], failed: readonly number[]): string {
  return createHash("sha256")
    .update(JSON.stringify(["fold", FOLD_VERSION, children.map(({ child, contentHash }) => [child, contentHash]), failed]))
    .digest("hex");
}
