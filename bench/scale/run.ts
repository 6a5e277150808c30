/**
 * What jobs of 1 GB to 50 TB take and cost: the real splitter, fold plan, keys, adapters and reducers over counted services, in virtual time.
 * `npm run bench:scale [-- --sizes 1e9,1e12,1e13] [--queues 1,2] [--days 30] [--json scale.json]`. Nothing is uploaded and nothing waits for a clock.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { countRanges, rangeBytesFor } from "../../shared/core/ranges/plan-ranges.ts";
import { costOf } from "./cost.ts";
import { measureParser } from "./measure-parser.ts";
import { MODEL } from "./model.ts";
import { PRICES } from "./prices.ts";
import { measureReducers } from "./reducer-memory.ts";
import { runSmallObjects } from "./small-objects.ts";
import { createModelStack } from "./stack.ts";
import { createSyntheticPartials } from "./synthetic-partials.ts";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1e9,1e10,1e11,1e12,1e13,5e13" },
    queues: { type: "string", default: "1,2" },
    days: { type: "string", default: "30" },
    small: { type: "string", default: "combined,alb" },
    /** Bytes a second that the parser counts on a core; measured unless given. */
    parser: { type: "string" },
    json: { type: "string" },
  },
});
const numbersOf = (text: string): number[] => text.split(",").filter(Boolean).map(Number);
/** A usual log covers four minutes in 64 MiB, until it covers so many days: larger ones are denser. */
const MINUTES_PER_BYTE = 4 / 2 ** 26;
const daysMax = Number(values.days);
const parser = values.parser === undefined ? measureParser() : { bytesPerSecond: Number(values.parser) };
const rows: Record<string, unknown>[] = [];
const smallRows: Record<string, unknown>[] = [];

async function runJob(objectBytes: number, queues: number): Promise<void> {
  const rangeBytes = rangeBytesFor(objectBytes);
  const minutes = Math.min(daysMax * 1_440, Math.ceil(objectBytes * MINUTES_PER_BYTE));
  const { partialOf, minutesPerRange } = createSyntheticPartials(objectBytes, rangeBytes, minutes);
  const object = { objectKey: "shop/big.log", objectBytes, eTag: "model" };
  const stack = createModelStack({ context: { rangeQueues: String(queues) }, objects: [object], partialOf, parseBytesPerSecond: parser.bytesPerSecond });
  stack.announce(object);
  await stack.clock.drain();
  const [end] = stack.ended;
  if (end?.state !== "complete") throw new Error(`the job of ${objectBytes} bytes ended ${end?.state ?? "never"}`);
  const cost = costOf(stack.counts, 1e12 / objectBytes);
  const hottest = stack.table.hottest().slice(0, 3);
  const table = stack.table.table();
  const reducers = measureReducers({ objectBytes, rangeBytes, minutes });
  const throttled = stack.table.hottest().some(({ throttledMs }) => throttledMs > 0);
  rows.push({
    objectBytes,
    queues,
    rangeBytes,
    ranges: countRanges(objectBytes, rangeBytes),
    minutes,
    minutesPerRange,
    seconds: (end.atMs - stack.startMs) / 1e3,
    dollarsPerTb: cost,
    hottest,
    table,
    isPartitionThrottled: throttled,
    reducers,
    counts: stack.counts,
  });
  const perTb = (dollars: number): string => dollars.toFixed(4);
  console.log(
    [
      `${objectBytes / 1e9} GB`.padStart(9),
      `${queues} q`,
      `${countRanges(objectBytes, rangeBytes)} × ${rangeBytes / 2 ** 20} MiB`.padStart(16),
      `${((end.atMs - stack.startMs) / 1000).toFixed(1)} s`.padStart(8),
      `$${cost.total.toFixed(3)}/TB = Lambda ${perTb(cost.lambda)}, DynamoDB ${perTb(cost.dynamo)}, S3 ${perTb(cost.s3)}, SQS ${perTb(cost.sqs)}, logs ${perTb(cost.logs)}`,
      `hottest ${hottest.map(({ name, peakWriteUnits, peakReadUnits }) => `${/^[^#]*/.exec(name)![0]} ${peakWriteUnits} W/s ${peakReadUnits} R/s`).join(", ")}; table ${table.peakWriteUnits} W/s`,
      `reducers ${reducers.leafMb} MB, root ${reducers.rootMb} MB`,
      throttled || table.throttledMs > 0 ? "THROTTLED" : "never throttled",
    ].join(" | "),
  );
}

async function runSmall(kind: "combined" | "alb", total: number): Promise<void> {
  const { stack, objects, meanBytes, secondsEach } = await runSmallObjects(kind, {});
  const cost = costOf(stack.counts, total / objects);
  const hours = ((total / objects) * (stack.ended.at(-1)!.atMs - stack.startMs)) / 3_600_000;
  smallRows.push({ kind, total, sampled: objects, meanBytes, secondsEach, hours, dollars: cost, hottest: stack.table.hottest().slice(0, 3), counts: stack.counts });
  const part = (dollars: number): string => dollars.toFixed(3);
  console.log(
    `${total} ${kind} objects of ${(meanBytes / 1000).toFixed(0)} KB | $${cost.total.toFixed(2)} = Lambda ${part(cost.lambda)}, DynamoDB ${part(cost.dynamo)}, S3 ${part(cost.s3)}, SQS ${part(cost.sqs)}, logs ${part(cost.logs)} | ` +
      `${(stack.counts.dynamo.writeUnits / objects).toFixed(2)} write units and ${(secondsEach * 1000).toFixed(0)} ms of a function each; all at once ${hours.toFixed(2)} h`,
  );
}

console.log(`Prices of ${PRICES.asOf}, ${PRICES.region}: ${JSON.stringify(PRICES)}`);
console.log(`Model: ${JSON.stringify(MODEL)}`);
console.log(`Log: lines of 200 bytes, 4 minutes in 64 MiB, at most ${daysMax} days; parser ${(parser.bytesPerSecond / 1e6).toFixed(0)} MB/s of a core`);
for (const queues of numbersOf(values.queues)) for (const size of numbersOf(values.sizes)) await runJob(size, queues);
for (const kind of values.small.split(",").filter(Boolean)) await runSmall(kind as "combined" | "alb", kind === "alb" ? 14_400 : 1_000_000);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ prices: PRICES, model: MODEL, parser, days: daysMax, jobs: rows, small: smallRows }, null, 1)}\n`);
