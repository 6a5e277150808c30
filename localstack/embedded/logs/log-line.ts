import { LOG_LINE_BYTES_MAX } from "./log-segments.ts";

const LINE_FEED = 10;

/** The fields of a log line that is one JSON object; undefined for any other text. */
export function parseLogFields(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The line of a log for a text that is no JSON object.
 * Source: AWS Lambda developer guide, "Using the JSON log format": a text that is no JSON is wrapped the same way.
 */
export function wrapText(text: string, level: string, nowMs: number): string {
  return JSON.stringify({ timestamp: new Date(nowMs).toISOString(), level, message: text });
}

/**
 * Cut what a process prints into lines, without their ends. A line longer than `LOG_LINE_BYTES_MAX` comes in pieces; what is left at the end comes with
 * `end`. Blank lines are left out.
 */
export function createLineCutter(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = (): void => {
    const line = Buffer.concat(pending).toString("utf8").replace(/\r$/, "");
    pending = [];
    pendingBytes = 0;
    if (line.trim() !== "") onLine(line);
  };
  const add = (piece: Buffer): void => {
    for (let start = 0; start < piece.length;) {
      const end = Math.min(piece.length, start + LOG_LINE_BYTES_MAX - pendingBytes);
      pending.push(piece.subarray(start, end));
      pendingBytes += end - start;
      if (pendingBytes === LOG_LINE_BYTES_MAX) flush();
      start = end;
    }
  };
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        add(chunk.subarray(start, end));
        if (pendingBytes > 0) flush();
        start = end + 1;
      }
      add(chunk.subarray(start));
    },
    end: () => (pendingBytes > 0 ? flush() : undefined),
  };
}
