/** A value of the expected document that the actual one does not have, or has otherwise. */
export interface Difference {
  /** `windows[2026-11-21T10:15:00Z].latencyMs.p95`. */
  path: string;
  expected: unknown;
  /** Undefined where there is nothing. */
  actual: unknown;
  /** Of two numbers: how far the actual one is off, as a share of the expected one. */
  relative: number | undefined;
}

export interface Comparison {
  /** Leaves of the expected document, each compared once. */
  compared: number;
  differences: Difference[];
}

/**
 * Compare every leaf of `expected` with what stands at the same place in `actual`; what only `actual` has does not matter.
 * Numbers may be off by `tolerance` relative to the expected one, everything else is equal or not. Array elements meet by index, windows by `windowStart`.
 */
export function compareValues(expected: unknown, actual: unknown, tolerance: number): Comparison {
  const comparison: Comparison = { compared: 0, differences: [] };
  compareAt("", expected, actual, tolerance, comparison);
  return comparison;
}

function compareAt(path: string, expected: unknown, actual: unknown, tolerance: number, comparison: Comparison): void {
  if (Array.isArray(expected) && expected.length > 0) compareLists(path, expected, Array.isArray(actual) ? actual : [], tolerance, comparison);
  else if (isRecord(expected) && Object.keys(expected).length > 0) {
    for (const [key, value] of Object.entries(expected)) {
      const partner = isRecord(actual) && Object.hasOwn(actual, key) ? actual[key] : undefined;
      const isSameStart = key === "windowStart" && windowStartOf(expected) !== undefined && windowStartOf(expected) === windowStartOf(actual);
      compareAt(path === "" ? key : `${path}.${key}`, isSameStart ? partner : value, partner, tolerance, comparison);
    }
  } else compareLeaf(path, expected, actual, tolerance, comparison);
}

function compareLists(path: string, expected: readonly unknown[], actual: readonly unknown[], tolerance: number, comparison: Comparison): void {
  const isByWindow = expected.every((element) => windowStartOf(element) !== undefined);
  const byStart = new Map(isByWindow ? actual.map((element) => [windowStartOf(element), element]) : []);
  for (const [index, element] of expected.entries()) {
    const start = isByWindow ? windowStartOf(element) : undefined;
    compareAt(`${path}[${start ?? index}]`, element, start === undefined ? actual[index] : byStart.get(start), tolerance, comparison);
  }
}

function compareLeaf(path: string, expected: unknown, actual: unknown, tolerance: number, comparison: Comparison): void {
  comparison.compared += 1;
  const relative = isNumber(expected) && isNumber(actual) ? relativeDifference(Number(expected), Number(actual)) : undefined;
  const isSame = relative === undefined ? isEqualLeaf(expected, actual) : relative <= tolerance;
  if (!isSame) comparison.differences.push({ path, expected, actual, relative });
}

/** Sums past 2^53 are bigints. */
function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** 0 for equal numbers, Infinity where nothing was expected and something is there. */
function relativeDifference(expected: number, actual: number): number {
  return expected === actual ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

/** An empty list or object expects an empty one. */
function isEqualLeaf(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(actual) && actual.length === 0;
  if (isRecord(expected)) return isRecord(actual) && Object.keys(actual).length === 0;
  return expected === actual;
}

/** Windows are named by their start, whatever its notation: `10:15Z` and `10:15:00.000Z` are the same one. */
function windowStartOf(value: unknown): string | undefined {
  const start = isRecord(value) ? value["windowStart"] : undefined;
  const ms = typeof start === "string" ? Date.parse(start) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().replace(".000Z", "Z");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
