import { dirname, join } from "node:path";

export const ROOT = dirname(import.meta.dirname);
/** Inputs, the peers that are unpacked here, and what a run leaves; git ignores it. */
export const CACHE = join(ROOT, ".cache", "bench");
export const BENCH_FOLDER = import.meta.dirname;
/** For every Node that is measured: what it compiled is kept, as the command keeps it. */
export const NODE_ENV = { NODE_COMPILE_CACHE: join(ROOT, ".cache", "compile") };
