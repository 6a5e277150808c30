const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;
const BYTE_STEP = 1000;
const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

/** A ten-thousandth of what the cheapest request costs. */
const DOLLAR_DIGITS_MAX = 11;

/** Shown where there is no value. */
export const NO_VALUE = "–";

/** A whole number with its thousands apart: `1,234,567`, in every locale. */
export function formatCount(count: number | bigint): string {
  // Loading the locales for this would take as long as parsing 30 MB.
  const digits = String(typeof count === "bigint" ? count : BigInt(Math.round(count)));
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `0 B`, `999 B`, `13.9 MB`: decimal units, three digits. */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes);
  let unit = 0;
  // 999.95 would be shown as 1000: the next unit takes over where rounding would need a fourth digit.
  while (unit < BYTE_UNITS.length - 1 && value >= (unit === 0 ? BYTE_STEP : 999.5)) {
    value /= BYTE_STEP;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : toDigits(value)} ${BYTE_UNITS[unit]}`;
}

/** A share as a percentage: `0 %`, `0.03 %`, `12.5 %`. Never `0 %` or `100 %` for what only comes near. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return "<0.01 %";
  if (percent > 99.99) return ">99.99 %";
  return `${percent < 10 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

/** Milliseconds: `0.35 ms`, `45.2 ms`, `1.08 s`, `2 m 05 s`; {@link NO_VALUE} for none. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NO_VALUE;
  if (ms === 0) return "0 ms";
  if (ms < 999.5) return `${toDigits(ms)} ms`;
  const seconds = ms / MS_PER_SECOND;
  return seconds < 99.95 ? `${toDigits(seconds)} s` : formatSpan(seconds);
}

/** A length of time for people: `8 s`, `2 m 05 s`, `3 h 10 m`, `2 d 4 h`. */
export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < SECONDS_PER_MINUTE) return `${whole} s`;
  if (whole < SECONDS_PER_HOUR) return `${Math.floor(whole / SECONDS_PER_MINUTE)} m ${pad(whole % SECONDS_PER_MINUTE)} s`;
  if (whole < SECONDS_PER_DAY) return `${Math.floor(whole / SECONDS_PER_HOUR)} h ${pad(Math.floor((whole % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE))} m`;
  return `${Math.floor(whole / SECONDS_PER_DAY)} d ${Math.floor((whole % SECONDS_PER_DAY) / SECONDS_PER_HOUR)} h`;
}

/** Dollars with three digits that say something: `$0`, `$0.0000123`, `$1.23`. */
export function formatDollars(dollars: number): string {
  const digits = dollars === 0 ? 0 : Math.min(DOLLAR_DIGITS_MAX, Math.max(2, 2 - Math.floor(Math.log10(dollars))));
  return `$${dollars.toFixed(digits)}`;
}

/** A step of windows: `1 min`, `15 min`, `2 h`, `1 day`. */
export function formatStep(seconds: number): string {
  if (seconds % SECONDS_PER_DAY === 0) return seconds === SECONDS_PER_DAY ? "1 day" : `${seconds / SECONDS_PER_DAY} days`;
  return seconds % SECONDS_PER_HOUR === 0 ? `${seconds / SECONDS_PER_HOUR} h` : `${seconds / SECONDS_PER_MINUTE} min`;
}

/** `2026-11-21 10:15`; with `hasSeconds` also those. UTC, as everything that is shown. */
export function formatInstant(ms: number, hasSeconds = false): string {
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .slice(0, hasSeconds ? 19 : 16);
}

/** Events a second: `0.4`, `12.5`, `1,250`. */
export function formatRate(perSecond: number): string {
  return perSecond >= 99.95 ? formatCount(perSecond) : toDigits(perSecond);
}

/** Three significant digits below 100, and never fewer than the whole number has. */
function toDigits(value: number): string {
  if (value === 0) return "0";
  if (value < 0.001) return "<0.001";
  if (value < 0.9995) return String(Number(value.toPrecision(value < 0.1 ? 2 : 3)));
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
