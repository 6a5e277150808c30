import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The folder of all logs in a data directory. */
export const LOG_FOLDER = "logs";
/** A log goes on in a new segment before this one would hold more. */
export const SEGMENT_BYTES_MAX = 4 * 1024 * 1024;
/** Segments of one log that are kept: the oldest goes when a new one begins. */
export const SEGMENTS_MAX = 4;
/** A longer line is cut. Source: Amazon CloudWatch Logs quotas, "Event size". */
export const LOG_LINE_BYTES_MAX = 256 * 1024;

/** One file of a log. Numbers only grow, and nothing is ever renamed: whoever has read segment 7 to its end, and sees an 8, goes on with that. */
export interface Segment {
  /** What is logged: `worker`. */
  name: string;
  number: number;
  path: string;
}

const FILE = /^(.+)\.(\d{8,})\.log$/;

/** The file of a segment: `worker.00000007.log`. */
export function buildSegmentPath(folder: string, name: string, number: number): string {
  return join(folder, `${name}.${String(number).padStart(8, "0")}.log`);
}

/** The segments in a folder by name and number; of every log unless one is named. None when the folder is not there. */
export function listSegments(folder: string, name?: string): Segment[] {
  const segments: Segment[] = [];
  for (const file of readNames(folder)) {
    const [, found, number] = FILE.exec(file) ?? [];
    if (found === undefined || (name !== undefined && found !== name)) continue;
    segments.push({ name: found, number: Number(number), path: join(folder, file) });
  }
  return segments.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.number - b.number));
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
