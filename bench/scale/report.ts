import { markdownTable } from "../report/markdown-table.ts";
import type { Cost } from "./cost.ts";
import type { PartitionLoad } from "./counted-table.ts";
import { MODEL } from "./model.ts";
import type { JobResult, SmallResult } from "./results.ts";

const KINDS: Readonly<Record<string, string>> = {
  NODE: "fold nodes",
  JOB: "the job",
  WIN: "blocks",
  SRC: "the source's blocks",
  PART: "partials",
  SOURCES: "sources",
  OBJ: "the key",
};

const STEPS = ["firstRange", "allWorkers", "lastTaken", "firstAttempts", "ranges", "leaves", "root"] as const;

const spanOf = ({ minutes }: JobResult): string => (minutes < 1_440 ? `${whole(minutes / 60)} h` : `${whole(minutes / 1_440)} d`);
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const whole = (value: number): string => Math.round(value).toLocaleString("en");
const dollars = (value: number): string => value.toFixed(3);
const bytesOf = (value: number): string => (value < 1e12 ? `${value / 1e9} GB` : `${value / 1e12} TB`);
const kindOf = ({ name }: PartitionLoad): string => KINDS[/^[^#:]*/.exec(name)![0]] ?? "an index";
const heatOf = (load: PartitionLoad): string => `${kindOf(load)}, ${whole(load.peakWriteUnits)} writes/s, ${whole(load.peakReadUnits)} reads/s`;
const waitOf = (job: Pick<JobResult, "hottest" | "table">): number => Math.max(job.table.throttledMs, ...job.hottest.map(({ throttledMs }) => throttledMs));
const partsOf = ({ lambda, dynamo, s3, sqs, events, logs }: Cost): string =>
  `Lambda ${dollars(lambda)}, DynamoDB ${dollars(dynamo)}, S3 ${dollars(s3)}, SQS ${dollars(sqs)}, events ${dollars(events)}, logs ${dollars(logs)}`;

/** A large job in a line. */
export function describeJob(job: JobResult): string {
  const { times: t } = job;
  return [
    `${bytesOf(job.objectBytes)} over ${spanOf(job)}, ${job.queues} range ${job.queues === 1 ? "queue" : "queues"}: ${whole(job.ranges)} × ${job.rangeBytes / 2 ** 20} MiB, ${seconds(job.seconds)}`,
    `$${dollars(job.dollarsPerTb.total)}/TB = ${partsOf(job.dollarsPerTb)}`,
    `hottest: ${job.hottest.slice(0, 3).map(heatOf).join("; ")}; table ${whole(job.table.peakWriteUnits)} writes/s; ${waitOf(job) === 0 ? "never throttled" : "throttled"}`,
    `reducers ${job.reducers.leafMb} MB, root ${job.reducers.rootMb} MB`,
    `${whole(t.workersMax)} workers after ${seconds(t.allWorkers)}, queue empty ${seconds(t.lastTaken)}, first attempts ${seconds(t.firstAttempts)}, ranges ${seconds(t.ranges)}, leaves ${seconds(t.leaves)}, root ${seconds(t.root)} (${seconds(t.rootSeconds)})`,
  ].join("\n  ");
}

/** Many small objects in a line. */
export function describeSmall(small: SmallResult): string {
  return (
    `${whole(small.objects)} ${small.kind} objects of ${whole(small.meanBytes / 1000)} KB: $${small.dollars.total.toFixed(2)} = ${partsOf(small.dollars)}; ` +
    `${small.writeUnitsEach.toFixed(2)} write units and ${whole(small.secondsEach * 1000)} ms of a function each`
  );
}

/** What the large jobs take and cost. */
export function renderJobs(jobs: readonly JobResult[]): string {
  const rows = jobs.map((job) => [
    bytesOf(job.objectBytes),
    spanOf(job),
    String(job.queues),
    `${whole(job.ranges)} × ${job.rangeBytes / 2 ** 20} MiB`,
    seconds(job.seconds),
    dollars(job.dollarsPerTb.total),
    partsOf(job.dollarsPerTb),
    heatOf(job.hottest[0]!),
    whole(job.table.peakWriteUnits),
    waitOf(job) === 0 ? "never" : "yes",
    `${Math.max(job.reducers.leafMb, job.reducers.rootMb)} MB`,
  ]);
  const header = [
    "job",
    "over",
    "range queues",
    "ranges",
    "time to result",
    "$ per TB",
    "of these",
    "hottest partition",
    `table, writes/s of ${whole(MODEL.tableWriteUnits)}`,
    "throttled",
    "largest reducer",
  ];
  return markdownTable(header, rows, 4);
}

/** Where the time of the large jobs goes. */
export function renderTimes(jobs: readonly JobResult[]): string {
  const rows = jobs.map((job) => [bytesOf(job.objectBytes), spanOf(job), String(job.queues), whole(job.times.workersMax), ...STEPS.map((step) => seconds(job.times[step]))]);
  const header = [
    "job",
    "over",
    "range queues",
    "workers",
    "first range begins",
    "most workers run",
    "queue empty",
    "first attempts done",
    "second attempts done",
    "fold nodes done",
    "root done",
  ];
  return markdownTable(header, rows, 2);
}

/** What the small objects cost. */
export function renderSmall(small: readonly SmallResult[]): string {
  const rows = small.map((one) => [
    one.kind === "alb" ? "ALB files of one day, gzip" : "objects of a Combined log",
    whole(one.objects),
    `${whole(one.meanBytes / 1000)} KB`,
    one.dollars.total.toFixed(2),
    partsOf(one.dollars),
    one.writeUnitsEach.toFixed(2),
    `${whole(one.secondsEach * 1000)} ms`,
  ]);
  return markdownTable(["small objects", "number", "size", "$ in all", "of these", "write units each", "of a function each"], rows, 1);
}
