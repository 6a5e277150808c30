import type { Inflater, InflateStatus } from "../../shared/adapters/zlib/inflater.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";

/** What the inflater made of a stream, and how many bytes of it it took. */
export interface InflaterEnd {
  status: Exclude<InflateStatus, "needs-input" | "text-full"> | "stuck";
  text: Uint8Array;
  bytes: number;
}

/** Run the inflater over the stream: input comes in parts of about `partBytes`, text goes out in pieces of at most `textBytesMax`, both of random sizes. */
export function runInflater(inflater: Inflater, stream: Uint8Array, partBytes: number, textBytesMax: number, random: SeededRandom): InflaterEnd {
  const { input } = inflater;
  const pieces: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  let offset = 0;
  const used = (): number => offset - (end - start);
  inflater.begin();
  // What lies behind the input must not count.
  input.fill(random.below(256));
  for (let stuck = 0; stuck < 3;) {
    const status = inflater.run(start, end, offset === stream.length, random.between(1, textBytesMax));
    const { inputAt, text } = inflater;
    stuck = inputAt === start && text.length === 0 ? stuck + 1 : 0;
    start = inputAt;
    if (text.length > 0) pieces.push(text.slice());
    if (status === "needs-input") {
      input.copyWithin(0, start, end);
      end -= start;
      start = 0;
      const part = stream.subarray(offset, offset + Math.min(input.length - end, random.between(1, partBytes)));
      input.set(part, end);
      end += part.length;
      offset += part.length;
      if (part.length > 0) stuck = 0;
    } else if (status !== "text-full") return { status, text: Buffer.concat(pieces), bytes: used() };
  }
  return { status: "stuck", text: Buffer.concat(pieces), bytes: used() };
}
