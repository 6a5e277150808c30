import type { Transform } from "node:stream";
import type { Slices } from "./slices.ts";

/** A decompressing stream of node:zlib. `bytesWritten` counts the compressed bytes that it used. */
export type Engine = Transform & { readonly bytesWritten: number };

/** How one frame ended: at its end, at the end of the object in its middle, by an error, or because nobody wants more text. */
export type EngineEnd = "ended" | "truncated" | "corrupt" | "stopped";

/**
 * Feed the engine slice by slice until its frame ends, and pass its text on. Afterwards the slices stand behind the last byte used.
 */
export async function runEngine(engine: Engine, slices: Slices, onText: (text: Uint8Array) => boolean): Promise<EngineEnd> {
  let end: EngineEnd | undefined;
  let wake = (): void => {};
  const settle = (reason: EngineEnd): void => {
    end ??= reason;
    wake();
  };
  engine.setMaxListeners(0);
  engine.on("data", (text: Uint8Array) => {
    if (end === undefined && !onText(text)) settle("stopped");
  });
  engine.on("end", () => settle("ended"));
  engine.on("error", (error: NodeJS.ErrnoException) => settle(error.code === "Z_BUF_ERROR" ? "truncated" : "corrupt"));
  const startOffset = slices.offset;
  try {
    while (end === undefined) {
      const slice = await slices.peek();
      if (end !== undefined) break;
      const usedBefore = engine.bytesWritten;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (slice.length === 0) engine.end();
        else engine.write(slice, () => resolve());
      });
      if (slice.length > 0 && end === undefined) slices.skip(engine.bytesWritten - usedBefore);
    }
  } finally {
    engine.removeAllListeners("data");
    engine.on("error", () => {});
    engine.destroy();
  }
  const used = startOffset + engine.bytesWritten - slices.offset;
  if (used > 0 && (end === "ended" || end === "truncated")) slices.skip(used);
  return end;
}
