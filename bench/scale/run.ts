/**
 * What jobs of 1 GB to 50 TB take and cost: the real splitter, fold plan, keys, adapters and reducers over counted services, in virtual time.
 * Nothing is uploaded and nothing waits for a clock.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { DEFAULT_PRICE_REGION, PRICES_AS_OF } from "../../shared/core/receipt/prices.ts";
import { rangeBytesFor } from "../../shared/core/ranges/plan-ranges.ts";
import { readScriptOptions, refuse, wholeNumberOf } from "../../test/script-options.ts";
import { replaceSection } from "../../test/simulation/report-section.ts";
import { PRICES } from "./cost.ts";
import { measureParser } from "./measure-parser.ts";
import { measureRequest } from "./measure-request.ts";
import { MODEL } from "./model.ts";
import { describeJob, describeSmall, renderJobs, renderSmall, renderTimes } from "./report.ts";
import { runJob, runSmall, SMALL_OBJECTS, type JobResult, type SmallResult } from "./results.ts";
import { LINE_BYTES, measurePartials, MINUTES_PER_BYTE, ROUTES } from "./synthetic-partials.ts";

const DOCUMENT = "docs/scale.md";

const USAGE = `usage: npm run bench:scale -- [--sizes 1e9,1e12,1e13] [--queues 1,2] [--days 1] [--small combined,alb] [--parser 5e8] [--results FILE] [--measure] [--write]
  --sizes    bytes of each job; one of 10 TB takes minutes
  --queues   range queues, each job with each number of them
  --days     how many days a log covers at most
  --small    many small objects: combined (a million of 100 KB), alb (a day of 14,400), or nothing
  --parser   bytes a second that the parser counts on a core; measured unless given
  --results  keep what was worked out in this file, and go on with it
  --measure  print what the model takes from this machine, and no more
  --write    write the tables of ${DOCUMENT}`;

const values = readScriptOptions(USAGE, {
  sizes: { type: "string", default: "1e9,1e10,1e11,1e12,1e13,5e13" },
  queues: { type: "string", default: "1,2" },
  days: { type: "string", default: "1" },
  small: { type: "string", default: "combined,alb" },
  parser: { type: "string" },
  results: { type: "string" },
  measure: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
});
const numbersOf = (option: string, text: string): number[] =>
  text
    .split(",")
    .filter(Boolean)
    .map((number) => wholeNumberOf(USAGE, option, number));
const sizes = numbersOf("sizes", values.sizes);
const queueCounts = numbersOf("queues", values.queues);
const days = wholeNumberOf(USAGE, "days", values.days);
const isSmallKind = (kind: string): kind is SmallResult["kind"] => Object.hasOwn(SMALL_OBJECTS, kind);
const smallKinds = values.small
  .split(",")
  .filter(Boolean)
  .map((kind) => (isSmallKind(kind) ? kind : refuse(USAGE, `--small ${kind}: it has to be ${Object.keys(SMALL_OBJECTS).join(" or ")}`)));

/** What was worked out, in the order in which it is shown. */
interface Results {
  jobs: JobResult[];
  small: SmallResult[];
}

async function printMeasured(): Promise<void> {
  const { bytesPerSecond } = measureParser();
  console.log(`parser: ${(bytesPerSecond / 1e6).toFixed(0)} MB/s of a core; a function of 640 MB needs ${(78 / (MODEL.corePerVcpu * (640 / MODEL.memoryMbPerVcpu))).toFixed(0)}`);
  console.log(`request to DynamoDB, with signature and TLS: ${(await measureRequest()).milliseconds.toFixed(2)} ms of a core; the model takes ${MODEL.requestCpuMs}`);
  for (const objectBytes of [1e11, 1e12, 1e13]) {
    const rangeBytes = rangeBytesFor(objectBytes);
    const partials = measurePartials(objectBytes, rangeBytes, Math.min(days * 1_440, objectBytes * MINUTES_PER_BYTE));
    const sizes = partials.map(({ summary, windowPages }) => deflateRawSync(Buffer.concat([summary, ...windowPages])).length).toSorted((a, b) => a - b);
    console.log(`partial of ${rangeBytes / 2 ** 20} MiB of ${objectBytes / 1e12} TB: ${sizes[0]} to ${sizes.at(-1)} bytes, compressed`);
  }
}

async function main(): Promise<void> {
  if (values.measure) return printMeasured();
  const parser = values.parser === undefined ? measureParser() : { bytesPerSecond: wholeNumberOf(USAGE, "parser", values.parser) };
  console.log(`Prices of ${PRICES_AS_OF}, ${DEFAULT_PRICE_REGION}: ${JSON.stringify(PRICES)}`);
  console.log(`Model: ${JSON.stringify(MODEL)}`);
  console.log(`Log: lines of ${LINE_BYTES} bytes, ${ROUTES} routes, 4 minutes in 64 MiB, at most ${days} days; parser ${(parser.bytesPerSecond / 1e6).toFixed(0)} MB/s of a core`);
  const results: Results = values.results !== undefined && existsSync(values.results) ? (JSON.parse(readFileSync(values.results, "utf8")) as Results) : { jobs: [], small: [] };
  const keep = (): void => {
    if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(results)}\n`);
  };
  for (const objectBytes of sizes)
    for (const queues of queueCounts) {
      if (results.jobs.some((job) => job.objectBytes === objectBytes && job.queues === queues && job.days === days)) continue;
      const job = await runJob({ objectBytes, queues, days, parseBytesPerSecond: parser.bytesPerSecond });
      results.jobs.push(job);
      console.log(describeJob(job));
      keep();
    }
  for (const kind of smallKinds) {
    if (results.small.some((one) => one.kind === kind)) continue;
    const small = await runSmall(kind);
    results.small.push(small);
    console.log(describeSmall(small));
    keep();
  }
  if (!values.write) return;
  const tables = [renderJobs(results.jobs), renderTimes(results.jobs), renderSmall(results.small)].join("\n\n");
  replaceSection(DOCUMENT, "scale", tables, { readFileSync, writeFileSync });
}

await main();
