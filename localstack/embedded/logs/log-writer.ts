import { closeSync, mkdirSync, openSync, readSync, fstatSync, rmSync, writeSync } from "node:fs";
import { buildSegmentPath, listSegments, SEGMENT_BYTES_MAX, SEGMENTS_MAX } from "./log-segments.ts";

const OWNER_ONLY = 0o600;
const LINE_FEED = 10;

/** Writes the lines of one log. */
export interface LogWriter {
  /** Append one line, given without its line end. It is with the operating system when this returns. A disk that refuses it loses that line, and no other. */
  write(line: string): void;
  close(): void;
}

/** A segment that is written to. */
interface OpenSegment {
  file: number;
  number: number;
  bytes: number;
  /** Whether its last line was cut off when it was opened: by the end of the process that wrote it, or by a full disk. */
  isTorn: boolean;
}

/**
 * Open the log `name` in `folder` for appending, behind what an earlier run wrote. It never takes more than `SEGMENTS_MAX` segments of
 * `SEGMENT_BYTES_MAX`. Writes are synchronous: so a reader finds nothing behind the last line of a segment once there is a next one, and a stack that
 * is killed has lost no line that it was given.
 */
export function openLogWriter(folder: string, name: string, { segmentBytesMax, segmentsMax } = { segmentBytesMax: SEGMENT_BYTES_MAX, segmentsMax: SEGMENTS_MAX }): LogWriter {
  let open: OpenSegment | undefined;

  const begin = (number: number): OpenSegment => {
    mkdirSync(folder, { recursive: true });
    const file = openSync(buildSegmentPath(folder, name, number), "a+", OWNER_ONLY);
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    return { file, number, bytes: size, isTorn: size > 0 && last[0] !== LINE_FEED };
  };
  const abandon = (): void => {
    if (open !== undefined) closeSync(open.file);
    open = undefined;
  };
  const segmentFor = (bytes: number): OpenSegment => {
    open ??= begin(listSegments(folder, name).at(-1)?.number ?? 1);
    if (open.bytes === 0 || open.bytes + bytes + 1 <= segmentBytesMax) return open;
    const next = open.number + 1;
    abandon();
    open = begin(next);
    for (const { number, path } of listSegments(folder, name)) if (number <= next - segmentsMax) rmSync(path, { force: true });
    return open;
  };

  return {
    write(line) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        const segment = segmentFor(bytes.length);
        const text = segment.isTorn ? Buffer.concat([Buffer.from("\n"), bytes]) : bytes;
        for (let written = 0; written < text.length;) {
          const count = writeSync(segment.file, text, written);
          segment.bytes += count;
          written += count;
        }
        segment.isTorn = false;
      } catch {
        // A full disk must not end the stack: the line is lost, what it told of goes on. Half of it may be there: the file is looked at anew.
        abandon();
      }
    },
    close: abandon,
  };
}
