import type { InputFormat } from "../inputs/input-format.ts";

/** What a peer is asked for: figures of each minute, or of each minute and each route. Ours always has both. */
export const WORKS = ["minutes", "minutes and routes"] as const;
export type Work = (typeof WORKS)[number];

/** Figures of one minute or route; what a tool does not say is undefined. Durations are ms. */
export interface KeyFigures {
  records: number;
  /** 2xx, 3xx, 4xx, 5xx. */
  status?: readonly number[] | undefined;
  bytes?: number | undefined;
  durationSum?: number | undefined;
  durationMin?: number | undefined;
  durationMax?: number | undefined;
  /** Of 50, 95 and 99 percent. */
  percentiles?: readonly number[] | undefined;
}

/** By minute (`2026-11-21T10:15`) and by route. */
export interface Figures {
  /** All records, of a tool that says nothing of minutes. */
  records?: number;
  minutes: Map<string, KeyFigures>;
  routes: Map<string, KeyFigures>;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MS_PER_UNIT: Record<InputFormat, number> = { combined: 1_000, json: 1, alb: 1_000, app: 1, logfmt: 1, cloudfront: 1_000 };

/** `21/Nov/2026:10:15` and `2026-11-21 10:15` as `2026-11-21T10:15`; anything else as it is. */
function toIsoMinute(text: string): string {
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(text)) return text.replace(" ", "T");
  const [, day, month, year, time] = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d)$/.exec(text) ?? [];
  const index = MONTHS.indexOf(month ?? "");
  return index === -1 ? text : `${year}-${String(index + 1).padStart(2, "0")}-${day}T${time}`;
}

/**
 * The figures in the lines that all peers print: minute or route, records, 2xx, 3xx, 4xx, 5xx, bytes, sum, least and largest duration, and the
 * percentiles in brackets, separated by tabs. Durations are in the unit of the format; what is no number is 0.
 */
export function readFigures(text: string, format: InputFormat): Figures {
  const figures: Figures = { minutes: new Map(), routes: new Map() };
  for (const line of text.split("\n")) {
    const [key = "", ...columns] = line.split("\t");
    if (key === "" || key === "-") continue;
    const numbers = columns.slice(0, 9).map((column) => Number(column) || 0);
    const toMs = (value: number | undefined): number => (value ?? 0) * MS_PER_UNIT[format];
    const percentiles = columns[9]?.match(/\d[\d.e-]*/g)?.map((value) => toMs(Number(value)));
    const entry: KeyFigures = {
      records: numbers[0] ?? 0,
      status: numbers.slice(1, 5),
      bytes: numbers[5] ?? 0,
      durationSum: toMs(numbers[6]),
      durationMin: toMs(numbers[7]),
      durationMax: toMs(numbers[8]),
      percentiles,
    };
    if (key.startsWith("/")) figures.routes.set(key, entry);
    else figures.minutes.set(toIsoMinute(key), entry);
  }
  return figures;
}
