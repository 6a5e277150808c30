const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/** Steps that people read easily; each is a multiple of a minute that divides a day. */
const READABLE_STEPS = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map((minutes) => minutes * MINUTE_SECONDS);

/** The smallest readable step with which windows that start at these instants need at most `rows` rows; a day when none does. */
export function chooseStep(startsMs: readonly number[], rows: number): number {
  return READABLE_STEPS.find((step) => countSteps(startsMs, step) <= rows) ?? DAY_SECONDS;
}

/** The same where only the first and the last instant are known: no gaps between them are counted on. */
export function chooseStepForSpan(firstMs: number, lastMs: number, rows: number): number {
  return READABLE_STEPS.find((step) => Math.floor(lastMs / 1000 / step) - Math.floor(firstMs / 1000 / step) + 1 <= rows) ?? DAY_SECONDS;
}

/** How many windows of `stepSeconds` hold at least one of these instants. */
function countSteps(startsMs: readonly number[], stepSeconds: number): number {
  const stepMs = stepSeconds * 1000;
  let count = 0;
  let previous: number | undefined;
  for (const startMs of startsMs) {
    const slot = Math.floor(startMs / stepMs);
    if (slot !== previous) count += 1;
    previous = slot;
  }
  return count;
}
