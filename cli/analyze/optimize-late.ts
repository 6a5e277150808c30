import { setFlagsFromString } from "node:v8";

/**
 * Calls before V8 optimizes a function: its own numbers, and ours. With any but its own it refuses code that was compiled before, see `bin/run-bundle.cjs`.
 * Source: V8's `flag-definitions.h` as in Node 24.
 */
const CALLS = [
  { flag: "--invocation-count-for-maglev", usual: 400, late: 4_000 },
  { flag: "--invocation-count-for-turbofan", usual: 10_000, late: 30_000 },
];

/**
 * Do work that is over in some tenths of a second. V8 soon optimizes what is called often, for programs that run for hours: here that takes a sixth of the
 * time and comes too late to be of use.
 */
export async function optimizeLate<T>(work: () => Promise<T>): Promise<T> {
  if (!process.version.startsWith("v24.")) return work();
  for (const { flag, late } of CALLS) setFlagsFromString(`${flag}=${late}`);
  try {
    return await work();
  } finally {
    for (const { flag, usual } of CALLS) setFlagsFromString(`${flag}=${usual}`);
  }
}
