import { generateSampleLog } from "../../cli/sample-log.ts";
import { mutateLine } from "../generate/mutate-line.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";

const START_MS = Date.UTC(2026, 10, 21);
const POOL_BYTES = 400_000;

const linesOf = (format: "combined" | "json", seed: number): string[] =>
  [...generateSampleLog(POOL_BYTES, seed, START_MS, format)].flatMap((chunk) => Buffer.from(chunk).toString("latin1").split("\n").slice(0, -1));

/** What programs write a thousand times for each time that they write something odd: the lines that the fast path is made for. */
const POOL: readonly string[] = [
  ...linesOf("combined", 1),
  ...linesOf("json", 2),
  ...linesOf("json", 3).map((line) => line.replaceAll(":", ": ").replaceAll(',"', ', "')),
  ...linesOf("json", 4).map((line) =>
    line.replace('"level"', '"user":{"id":7,"status":"x"},"level"').replace('"host"', '"msg":"said \\"no\\" \\u00e9\\\\","ok":true,"none":null,"host"'),
  ),
  ...linesOf("json", 5).map((line) => line.replace('"duration_ms":', '"metadata":{"trace":"a","duration_us":7},"response_time":').replace(/\.\d+Z/, "+02:00")),
];

/** So many usual lines, of which `damagedShare` are damaged. The same random numbers always make the same bytes. */
export function makeUsualLog(random: SeededRandom, lines: number, damagedShare: number): Uint8Array {
  const lineEnd = random.chance(0.1) ? "\r\n" : "\n";
  // A log is mostly of one program: neighbours come from the same part of the pool.
  const first = random.below(POOL.length);
  const parts = Array.from({ length: lines }, (_, i) => {
    const line = random.chance(0.1) ? random.pick(POOL) : POOL[(first + i) % POOL.length]!;
    return random.chance(damagedShare) ? mutateLine(random, line) : line;
  });
  return Buffer.from(parts.join(lineEnd) + (random.chance(0.8) ? lineEnd : ""), "latin1");
}
