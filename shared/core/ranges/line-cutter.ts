import { assert } from "../errors.ts";
import { findLineFeed } from "./find-line-feed.ts";

const LINE_FEED = 0x0a;

/** Takes the lines of a range in order. */
export interface LineVisitor {
  /** The line `bytes[start, end)` without its 0x0A begins at `byteOffset` of the object. The bytes are valid until the call returns. */
  line(bytes: Uint8Array, start: number, end: number, byteOffset: number): void;
  /** A line that begins at `byteOffset` is longer than the limit; only its first bytes, as many as the limit, are in `bytes[start, end)`. */
  tooLong(bytes: Uint8Array, start: number, end: number, byteOffset: number): void;
}

export interface LineCutterOptions {
  startByte: number;
  /** `Infinity` when the end is not known. */
  endByte: number;
  lineBytesMax: number;
  /** Memory besides the longest line. */
  readBytes: number;
}

/** Cuts the bytes of a range into lines, in memory of a fixed size. The bytes come in order, from `max(0, startByte - 1)` on. */
export interface LineCutter {
  /** Memory for the next bytes, at least one; valid until the next call. */
  readonly reserve: () => Uint8Array;
  /** The first `byteLength` bytes of the reserved memory are filled. */
  readonly commit: (byteLength: number) => void;
  /** True once no further byte can change a line of the range. */
  readonly isDone: boolean;
  /** The text ended: what is left is a line without a line end. */
  readonly finish: () => void;
}

/** The cutter looks for the end of a line of the range. */
const IN_LINE = 0;
/** It looks for the end of a line that it does not report: one of the range before, or one that is too long. */
const SKIPPING = 1;
const DONE = 2;

/** Bytes of a word that is searched at once. */
const WORD_BYTES = 4;
/** When so little memory is left, or so little has to be moved, the line in progress is moved to the front. */
const MOVE_SHARE = 16;

/** Cut one range: its lines are those whose first byte it holds. */
export function createLineCutter(options: LineCutterOptions, visitor: LineVisitor): LineCutter {
  const { startByte, endByte, lineBytesMax } = options;
  // One byte more than is handed out: a line end behind what came stops every search there.
  const capacity = options.readBytes + lineBytesMax;
  const memory = new Uint8Array(Math.ceil((capacity + 1) / WORD_BYTES) * WORD_BYTES);
  const words = new Int32Array(memory.buffer);
  const moveBytes = Math.ceil(options.readBytes / MOVE_SHARE);
  /** The object's byte at `memory[0]`. */
  let base = Math.max(0, startByte - 1);
  /** In memory: the first byte of the line in progress, the first that was not searched, and the end of what came. */
  let lineStart = 0;
  let searched = 0;
  let filled = 0;
  let state = startByte >= endByte ? DONE : startByte === 0 ? IN_LINE : SKIPPING;

  /** The line in progress goes on behind what came: of a line no more than the limit is needed, and nothing when skipping. */
  const settleTail = (): void => {
    searched = filled;
    if (state === IN_LINE && filled - lineStart > lineBytesMax) {
      visitor.tooLong(memory, lineStart, lineStart + lineBytesMax, base + lineStart);
      state = SKIPPING;
    }
    // A line end at the last byte of the range begins a line of the next one.
    if (state === SKIPPING && base + filled >= endByte - 1) state = DONE;
  };

  return {
    reserve() {
      const keepFrom = state === IN_LINE ? lineStart : searched;
      const kept = filled - keepFrom;
      if (keepFrom > 0 && (kept <= moveBytes || capacity - filled < moveBytes)) {
        memory.copyWithin(0, keepFrom, filled);
        base += keepFrom;
        lineStart -= keepFrom;
        searched -= keepFrom;
        filled = kept;
      }
      return memory.subarray(filled, capacity);
    },
    commit(byteLength) {
      assert(byteLength >= 0 && filled + byteLength <= capacity, "COMMITTED_TOO_MUCH", { byteLength });
      if (state === DONE) return;
      filled += byteLength;
      memory[filled] = LINE_FEED;
      while (state !== DONE) {
        const lineEnd = findLineFeed(memory, words, searched);
        if (lineEnd === filled) return settleTail();
        if (state === IN_LINE) {
          if (lineEnd - lineStart > lineBytesMax) visitor.tooLong(memory, lineStart, lineStart + lineBytesMax, base + lineStart);
          else visitor.line(memory, lineStart, lineEnd, base + lineStart);
        }
        lineStart = searched = lineEnd + 1;
        state = base + lineStart >= endByte ? DONE : IN_LINE;
      }
    },
    get isDone() {
      return state === DONE;
    },
    finish() {
      if (state === IN_LINE && filled > lineStart) visitor.line(memory, lineStart, filled, base + lineStart);
      state = DONE;
    },
  };
}
