import { formatBytes, formatSpan } from "../render/units.ts";
import type { Terminal } from "../terminal.ts";
import { createSpeedometer, type Speed } from "./speed.ts";

const REDRAW_MS = 100;
/** Back to the first column, and clear to the end of the line. */
const REWRITE = "\r\u001b[K";
const BAR_COLUMNS = 20;

export interface Progress {
  bytesDone: number;
  bytesTotal: number | undefined;
  /** Said behind the figures: `12 of 20 ranges`. */
  detail?: string;
}

export interface ProgressLine {
  show(progress: Progress): void;
  /** Clear the line, so that what follows starts on an empty one. */
  end(): void;
}

const SILENT: ProgressLine = { show: () => undefined, end: () => undefined };

/** One line on stderr that rewrites itself several times a second, also while nothing is reported; nothing when stderr is no terminal. */
export function startProgress(label: string, terminal: Pick<Terminal, "err" | "isErrTty" | "columns">, bytesTotal?: number, now: () => number = Date.now): ProgressLine {
  if (!terminal.isErrTty) return SILENT;
  const startMs = now();
  const speedometer = createSpeedometer(startMs);
  let latest: Progress = { bytesDone: 0, bytesTotal };
  const draw = () => {
    const nowMs = now();
    const speed = speedometer.measure(nowMs, latest.bytesDone, latest.bytesTotal);
    terminal.err(`${REWRITE}${describeProgress(label, latest, speed, (nowMs - startMs) / 1000).slice(0, terminal.columns - 1)}`);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    show: (progress) => {
      latest = progress;
    },
    end: () => {
      clearInterval(timer);
      terminal.err(REWRITE);
    },
  };
}

/** `analyzing  ██████░░░░  42 %  120 of 285 MB  61 MB/s  2 s left`; while nothing is done yet the time that has passed instead. */
export function describeProgress(label: string, { bytesDone, bytesTotal, detail }: Progress, { bytesPerSecond, secondsLeft }: Speed, secondsPassed: number): string {
  const share = bytesTotal === undefined || bytesTotal === 0 ? undefined : Math.min(1, bytesDone / bytesTotal);
  const filled = Math.floor((share ?? 0) * BAR_COLUMNS);
  return [
    label,
    ...(share === undefined ? [] : [`${"█".repeat(filled)}${"░".repeat(BAR_COLUMNS - filled)}`, `${Math.floor(share * 100)} %`]),
    ...(bytesTotal === undefined ? (bytesDone === 0 ? [] : [formatBytes(bytesDone)]) : [`${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`]),
    bytesPerSecond > 0 ? `${formatBytes(Math.round(bytesPerSecond))}/s` : formatSpan(secondsPassed),
    ...(secondsLeft === undefined ? [] : [`${formatSpan(secondsLeft)} left`]),
    ...(detail === undefined ? [] : [detail]),
  ].join("  ");
}
