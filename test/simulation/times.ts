import { STAGE_TIMES } from "../../infra/stage-times.ts";

/** The times of a stage on AWS. */
export const TIMES = STAGE_TIMES.default;
/** Every job ends within so long after the last fault. */
export const LIVENESS_MS = 15 * 60_000;
