const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One value at one instant; `weight` is what a rate is a share of. */
export interface SparkPoint {
  atMs: number;
  value: number;
  weight?: number;
}

/** How the points that share one column become one value. */
export type SparkMerge = "sum" | "max" | "share";

export interface Sparkline {
  bars: string;
  /** The value of the highest bar. */
  highest: number;
  /** The time that one bar stands for. */
  barSeconds: number;
}

/**
 * A line of bars over the time from the first to the last point, at most `columns` wide. The lowest bar is 0, the highest the largest value;
 * a column without any point is a space, so that silence is not mistaken for zero. No points, no bars.
 */
export function sparkline(points: readonly SparkPoint[], stepSeconds: number, columns: number, merge: SparkMerge): Sparkline {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || columns < 1) return { bars: "", highest: 0, barSeconds: stepSeconds };
  const stepMs = stepSeconds * 1000;
  const slots = Math.round((last.atMs - first.atMs) / stepMs) + 1;
  // A whole number of steps in each column: otherwise even traffic would show waves.
  const stepsPerColumn = Math.ceil(slots / columns);
  const values: (number | undefined)[] = Array.from({ length: Math.ceil(slots / stepsPerColumn) });
  const weights = values.map(() => 0);
  for (const { atMs, value, weight = 1 } of points) {
    const column = Math.floor(Math.round((atMs - first.atMs) / stepMs) / stepsPerColumn);
    const before = values[column];
    values[column] = before === undefined ? value : merge === "max" ? Math.max(before, value) : before + value;
    weights[column] = (weights[column] ?? 0) + weight;
  }
  const shown = merge === "share" ? values.map((value, column) => share(value, weights[column])) : values;
  const highest = shown.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return { bars: shown.map((value) => (value === undefined ? " " : barFor(value, highest))).join(""), highest, barSeconds: stepSeconds * stepsPerColumn };
}

function share(value: number | undefined, weight: number | undefined): number | undefined {
  return value === undefined ? undefined : weight === undefined || weight === 0 ? 0 : value / weight;
}

/** Only a true zero has the lowest bar to itself when something is higher. */
function barFor(value: number, highest: number): string {
  if (value <= 0 || highest <= 0) return BARS[0];
  return BARS[Math.max(1, Math.min(BARS.length - 1, Math.round((value / highest) * (BARS.length - 1))))] ?? BARS[0];
}
