import { dirname, join } from "node:path";

export const ROOT = dirname(import.meta.dirname);
/** Inputs, the peers that are unpacked here, and what a run leaves; git ignores it. */
export const CACHE = join(ROOT, ".cache", "bench");
export const BENCH_FOLDER = import.meta.dirname;
