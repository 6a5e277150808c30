import type { Figures, KeyFigures } from "../peers/figures.ts";

/** How far a tool's figures are from ours, as shares of ours: the worst counter, and the worst percentile if it says any. */
export interface Deviation {
  counters: number;
  percentiles: number | undefined;
}

/** From here on a peer's counters are called wrong. */
export const DEVIATION_MAX = 0.001;

/** Numbers that are summed up as one: of status classes what counts is how many records are in a wrong one, of extremes by how much they are off in all. */
type Column = (figures: KeyFigures) => readonly number[] | undefined;

const RECORDS: Column = ({ records }) => [records];
const one =
  (value: (figures: KeyFigures) => number | undefined): Column =>
  (figures) => {
    const said = value(figures);
    return said === undefined ? undefined : [said];
  };
const COUNTERS: readonly Column[] = [
  ({ status }) => status,
  one(({ bytes }) => bytes),
  one(({ durationSum }) => durationSum),
  // The least ones add up to nearly nothing: one record in one minute too many would make them wrong.
  ({ durationMin, durationMax }) => (durationMin === undefined || durationMax === undefined ? undefined : [durationMin, durationMax]),
];
/** One record too many is far more often an extreme of its minute than it weighs among all records. */
const EXTREMES_WEIGHT = 0.1;
/** Of the larger one: what the last digits of a sum of fractions may be off. */
const ROUNDING = 1e-6;
const PERCENTILES: readonly Column[] = [0, 1, 2].map((index) => one(({ percentiles }) => percentiles?.[index]));

/** The sum of the differences over `keys` as a share of the sum of ours; undefined when there is nothing to compare. A key that one of both lacks is all off. */
function deviationOver(keys: Iterable<string>, ours: Map<string, KeyFigures>, theirs: Map<string, KeyFigures>, column: Column): number | undefined {
  let total = 0;
  let off = 0;
  for (const key of keys) {
    const [our, their] = [ours.get(key), theirs.get(key)];
    const [ourNumbers, theirNumbers] = [our && column(our), their && column(their)];
    if ((our !== undefined && ourNumbers === undefined) || (their !== undefined && theirNumbers === undefined)) continue;
    for (let index = 0; index < Math.max(ourNumbers?.length ?? 0, theirNumbers?.length ?? 0); index++) {
      total += ourNumbers?.[index] ?? 0;
      off += Math.abs((ourNumbers?.[index] ?? 0) - (theirNumbers?.[index] ?? 0));
    }
  }
  return total === 0 ? undefined : off / total;
}

/** The share of the minutes in which the least or the largest duration is another one. */
function otherExtremes(minutes: readonly string[], ours: Map<string, KeyFigures>, theirs: Map<string, KeyFigures>): number {
  const differ = (our: number | undefined, their: number | undefined): boolean =>
    our !== undefined && their !== undefined && Math.abs(our - their) > ROUNDING * Math.max(our, their);
  const others = minutes.filter((key) => {
    const [our, their] = [ours.get(key)!, theirs.get(key)!];
    return differ(our.durationMin, their.durationMin) || differ(our.durationMax, their.durationMax);
  });
  return others.length / Math.max(minutes.length, 1);
}

/**
 * Records are compared for every minute that either knows: a minute too many or too few counts as much as one that is off. All else is compared for
 * the minutes that both know, and for the routes that both show.
 */
export function deviationOf(ours: Figures, theirs: Figures): Deviation {
  const allMinutes = new Set([...ours.minutes.keys(), ...theirs.minutes.keys()]);
  if (theirs.records !== undefined) {
    const records = [...ours.minutes.values()].reduce((sum, minute) => sum + minute.records, 0);
    return { counters: Math.abs(theirs.records - records) / records, percentiles: undefined };
  }
  const minutes = [...ours.minutes.keys()].filter((key) => theirs.minutes.has(key));
  const routes = theirs.routes.size === 0 ? [] : [...ours.routes.keys()];
  const worst = (columns: readonly Column[]): number | undefined => {
    const found = columns.flatMap((column) => [deviationOver(minutes, ours.minutes, theirs.minutes, column), deviationOver(routes, ours.routes, theirs.routes, column)]);
    const said = found.filter((value) => value !== undefined);
    return said.length === 0 ? undefined : Math.max(...said);
  };
  // Where nothing can be compared, nothing is right.
  const records = deviationOver(allMinutes, ours.minutes, theirs.minutes, RECORDS) ?? 1;
  const extremes = otherExtremes(minutes, ours.minutes, theirs.minutes) * EXTREMES_WEIGHT;
  return { counters: Math.max(records, extremes, worst([RECORDS, ...COUNTERS]) ?? 1), percentiles: worst(PERCENTILES) };
}
