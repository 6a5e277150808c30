/** The port that turns ranges into partials. Its contract stands in the core, because the reference implementation does. */
export type { TextGap } from "../core/aggregate/text-gap.ts";
export type { RangeParser, RangePlan, RangeSink } from "../core/ranges/range-sink.ts";
