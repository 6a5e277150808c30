import type { Readable } from "node:stream";
import { createLineCutter, parseLogFields, wrapText } from "../logs/log-line.ts";
import { openLogWriter } from "../logs/log-writer.ts";

/** The log of one function: every line is one JSON object. */
export interface FunctionLog {
  /** Write everything that a process prints to one of its outputs; `level` is said of what is no JSON object itself. */
  follow(output: Readable, level: "INFO" | "ERROR"): void;
  /** Say that an invocation is over, as Lambda does. */
  report(record: InvocationRecord): void;
  close(): void;
}

/** What the platform says of an invocation. Source: AWS Lambda developer guide, "Lambda Telemetry API Event schema reference", `platform.report`. */
export interface InvocationRecord {
  requestId: string;
  /** `initDurationMs` is the start of a new process, which is no part of the duration. */
  metrics: { durationMs: number; initDurationMs?: number; memorySizeMB: number; maxMemoryUsedMB?: number };
  status: "success" | "error" | "timeout" | "failure";
  errorType?: string;
  errorMessage?: string;
}

/** Open the log `name` in `folder` for appending. `onFields` hears of every line that is a JSON object already. */
export function openFunctionLog(folder: string, name: string, onFields: (fields: Record<string, unknown>) => void = () => {}, now: () => number = Date.now): FunctionLog {
  const writer = openLogWriter(folder, name);
  return {
    follow(output, level) {
      const cutter = createLineCutter((line) => {
        const fields = parseLogFields(line);
        writer.write(fields === undefined ? wrapText(line, level, now()) : line);
        if (fields !== undefined) onFields(fields);
      });
      output.on("error", () => {});
      output.on("data", (chunk: Buffer) => cutter.push(chunk));
      output.on("close", () => cutter.end());
    },
    report(record) {
      writer.write(JSON.stringify({ time: new Date(now()).toISOString(), type: "platform.report", record }));
    },
    close: () => writer.close(),
  };
}
