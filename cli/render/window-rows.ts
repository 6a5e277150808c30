import type { LatencyDocument, WindowDocument } from "../../shared/contracts/document.ts";

/** One row of the window table. Its counts are exact for every step. */
export interface WindowRow {
  startMs: number;
  isFinal: boolean;
  records: number;
  requests: number;
  errors: number;
  clientErrors: number;
  bytes: number;
  status: Readonly<Record<string, number>>;
  latencyMs: LatencyDocument | null;
}

/** The row of one window. */
export function windowRow(window: WindowDocument): WindowRow {
  const { state, records, requests, errors, clientErrors, status, latencyMs } = window;
  const bytes = Number(window.bytes);
  return { startMs: Date.parse(window.windowStart), isFinal: state === "final", records, requests, errors, clientErrors, bytes, status, latencyMs };
}

/** Hundreds of statuses as `2xx`, added up. */
export function statusClasses(status: Readonly<Record<string, number>>): Record<`${1 | 2 | 3 | 4 | 5}xx`, number> {
  const classes = { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 };
  for (const [code, count] of Object.entries(status)) {
    const name = `${code[0]}xx` as keyof typeof classes;
    if (name in classes) classes[name] += count;
  }
  return classes;
}
