import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { parseFile } from "./parse-file.ts";

const LINE_FEED = 0x0a;

/** How many lines of a plain file the kernel counts itself, and how many there are: the others go to the reference parsers. */
export function countFastLines(path: string): { fast: number; all: number } {
  let fast = 0;
  let all = 0;
  parseFile(createKernelRangeParser({ onFastLines: (lines) => (fast += lines) }), path, (piece, commit) => {
    for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) all++;
    commit();
  });
  return { fast, all };
}
