/** The port that turns ranges into partials. Its contract stands in the core, because the reference implementation does. */

export type { RangeParser, RangeSink } from "../core/ranges/range-sink.ts";
