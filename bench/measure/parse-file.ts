import { closeSync, openSync, readSync } from "node:fs";
import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import type { RangeParser } from "../../shared/core/ranges/range-sink.ts";

/** As large as the pieces in which `analyze` reads. */
export const READ_BYTES = 512 * 1_024;

/** Parse a plain file as one range. `onPiece` gets each piece of it and has to commit it. */
export function parseFile(parser: RangeParser, path: string, onPiece: (piece: Uint8Array, commit: () => void) => void): void {
  const sink = parser.open({ startByte: 0, endByte: Infinity, constants: { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 }, keepsSampleText: false });
  const file = openSync(path, "r");
  for (;;) {
    const memory = sink.reserve();
    const length = readSync(file, memory, 0, Math.min(memory.length, READ_BYTES), null);
    if (length === 0) break;
    onPiece(memory.subarray(0, length), () => sink.commit(length));
  }
  sink.finish();
  closeSync(file);
}
