import { closeSync, openSync, readSync } from "node:fs";
import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";

const LINE_FEED = 0x0a;
const READ_BYTES = 1_048_576;

/** How many lines of a plain file the kernel counts itself, and how many there are: the others go to the reference parsers. */
export function countFastLines(path: string): { fast: number; all: number } {
  let fast = 0;
  let all = 0;
  const parser = createKernelRangeParser({ onFastLines: (lines) => (fast += lines) });
  const sink = parser.open({ startByte: 0, endByte: Infinity, constants: { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 }, keepsSampleText: false });
  const file = openSync(path, "r");
  for (;;) {
    const memory = sink.reserve();
    const length = readSync(file, memory, 0, Math.min(memory.length, READ_BYTES), null);
    if (length === 0) break;
    for (let at = memory.indexOf(LINE_FEED); at !== -1 && at < length; at = memory.indexOf(LINE_FEED, at + 1)) all++;
    sink.commit(length);
  }
  sink.finish();
  closeSync(file);
  return { fast, all };
}
