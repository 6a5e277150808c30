import { setFlagsFromString } from "node:v8";

/**
 * Calls before V8 optimizes a function: its own numbers where it has Maglev, and ours. With any but its own it refuses code that was compiled before, see
 * `bin/run-bundle.cjs`. Source: V8's `flag-definitions.h` as in Node 24.
 */
const CALLS = [
  { flag: "--invocation-count-for-maglev", usual: 400, late: 4_000 },
  { flag: "--invocation-count-for-turbofan", usual: 10_000, late: 30_000 },
];

/**
 * Analyse with little optimized JavaScript: V8 soon optimizes what is called some hundred times, for programs that run for hours. Of a small analysis that takes
 * a sixth of the time and comes too late to be of use; in a large one what is called for every line soon has our number of calls too.
 */
export async function optimizeLate<T>(work: () => Promise<T>): Promise<T> {
  if (!hasUsualNumbers()) return work();
  for (const { flag, late } of CALLS) setFlagsFromString(`${flag}=${late}`);
  try {
    return await work();
  } finally {
    for (const { flag, usual } of CALLS) setFlagsFromString(`${flag}=${usual}`);
  }
}

/** Whether V8's numbers are known: a Node with Maglev that nobody gave flags of V8. */
function hasUsualNumbers(): boolean {
  const { variables } = process.config as { variables: Record<string, unknown> };
  const hasOtherFlags = (process.env["NODE_OPTIONS"] ?? "") !== "" || !process.execArgv.every((flag) => flag.startsWith("--disable-warning="));
  return process.version.startsWith("v24.") && variables["v8_enable_maglev"] === 1 && !hasOtherFlags;
}
