import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { LOG_LINE_BYTES_MAX, listSegments, type Segment } from "../../localstack/embedded/logs/log-segments.ts";

const READ_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/** A place in one log that only moves on. */
export interface LogCursor {
  /**
   * Every complete line behind the place, in order; then the place is behind them. `isLost` says that lines were removed before they could be read: more
   * was written between two calls than a log keeps.
   */
  readOn(): { lines: string[]; isLost: boolean };
}

/** The last lines of a log, and the place behind them. */
export interface LogTail {
  lines: string[];
  cursor: LogCursor;
}

/** The last `count` lines that are `wanted` of the log `name`, oldest first, and a cursor that goes on exactly there. */
export function openLogTail(folder: string, name: string, count: number, isWanted: (line: string) => boolean): LogTail {
  const segments = listSegments(folder, name);
  const last = segments.at(-1);
  let lines: string[] = [];
  let endOffset = 0;
  for (const segment of segments.toReversed()) {
    const bytes = readSegment(segment);
    if (bytes === undefined) continue;
    // Behind the last line end of the newest segment a line is still being written.
    const end = segment === last ? bytes.lastIndexOf(LINE_FEED) + 1 : bytes.length;
    if (segment === last) endOffset = end;
    const missing = count - lines.length;
    if (missing <= 0) break;
    const found = bytes
      .toString("utf8", 0, end)
      .split("\n")
      .filter((line) => line !== "" && isWanted(line));
    lines = [...found.slice(-missing), ...lines];
  }
  return { lines, cursor: createLogCursor(folder, name, last === undefined ? undefined : { number: last.number, offset: endOffset }) };
}

/** A cursor at the beginning of the log `name`, or at a place in it. */
export function createLogCursor(folder: string, name: string, start?: { number: number; offset: number }): LogCursor {
  let place = start;
  let pending: Buffer = Buffer.alloc(0);

  /** Read the segment from the place to its end into lines. */
  const readToEnd = (path: string, lines: string[]): void => {
    const file = openSync(path, "r");
    try {
      // A file that is shorter is another one: the data directory was emptied in between.
      if (fstatSync(file).size < place!.offset) reset();
      const buffer = Buffer.alloc(READ_BYTES);
      for (let count = readSync(file, buffer, 0, READ_BYTES, place!.offset); count > 0; count = readSync(file, buffer, 0, READ_BYTES, place!.offset)) {
        place!.offset += count;
        pending = takeLines(Buffer.concat([pending, buffer.subarray(0, count)]), lines);
      }
    } finally {
      closeSync(file);
    }
  };
  const reset = (): void => {
    place!.offset = 0;
    pending = Buffer.alloc(0);
  };
  const finishLine = (lines: string[]): void => {
    if (pending.length > 0) lines.push(pending.toString("utf8"));
    pending = Buffer.alloc(0);
  };

  return {
    readOn() {
      const lines: string[] = [];
      let isLost = false;
      for (;;) {
        const segments = listSegments(folder, name);
        const [oldest] = segments;
        const newest = segments.at(-1);
        if (oldest === undefined || newest === undefined) return { lines, isLost };
        if (place === undefined || place.number > newest.number) place = { number: oldest.number, offset: 0 };
        if (place.number < oldest.number) {
          isLost = true;
          finishLine(lines);
          place = { number: oldest.number, offset: 0 };
        }
        // A next segment is only made once this one is complete: seen before this one is read, it says that nothing will follow here.
        const hasNext = newest.number > place.number;
        const { number } = place;
        const segment = segments.find((one) => one.number === number);
        try {
          if (segment !== undefined) readToEnd(segment.path, lines);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
          // Removed since it was listed: look again.
          if (hasNext) isLost = true;
        }
        if (!hasNext) return { lines, isLost };
        finishLine(lines);
        place = { number: number + 1, offset: 0 };
      }
    },
  };
}

/** Cut complete lines off the front; what is left. A piece longer than any line is one, so that memory stays bounded. */
function takeLines(bytes: Buffer, lines: string[]): Buffer {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    if (end > start) lines.push(bytes.toString("utf8", start, end));
    start = end + 1;
  }
  const rest = bytes.subarray(start);
  if (rest.length <= 2 * LOG_LINE_BYTES_MAX) return Buffer.from(rest);
  lines.push(rest.toString("utf8"));
  return Buffer.alloc(0);
}

/** Undefined for one that was removed since it was listed. */
function readSegment({ path }: Segment): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
