import type { BackfillAnswer } from "../../shared/contracts/api.ts";
import { usageError } from "../cli-error.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient, type ApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { startProgress } from "../progress/progress-line.ts";
import { renderCsv } from "../render/csv.ts";
import { formatBytes } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";

const CSV_COLUMNS = ["bucketName", "prefix", "objects", "objectBytes", "isSent"];
const S3_URL = /^s3:\/\/([^/]+)(?:\/(.*))?$/s;

interface BackfillFlags extends GlobalOptions {
  dryRun?: boolean;
  after?: string;
}

/** What was seen to so far, and where to go on. */
interface Tally {
  objects: number;
  objectBytes: number;
  after: string;
}

/** `fanfold backfill s3://bucket/prefix`: analyze what a bucket held before the stack was there. */
export const addBackfill: AddCommand = (program, cli) => {
  program
    .command("backfill")
    .summary("analyze what is in the bucket already")
    .description(
      "Send every object of the stack's bucket whose key begins with the prefix through the splitter, in the order of the keys. What is analyzed already stays as it is, so that doing it twice is harmless.",
    )
    .argument("<url>", "s3://bucket/prefix, of the stack's own bucket")
    .option("--dry-run", "only count what would be analyzed")
    .option("--after <key>", "go on behind this key: an interrupted backfill says which")
    .addHelpText("after", csvColumns("in all", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold backfill s3://our-logs/2026/ --dry-run", "how much is there"], ["fanfold backfill s3://our-logs/2026/", "analyze it"]))
    .action((url: string, _flags: unknown, command) => backfill(url, command.optsWithGlobals() as BackfillFlags, cli));
};

async function backfill(url: string, flags: BackfillFlags, { terminal, workingDirectory }: Cli): Promise<void> {
  const [, bucketName = "", prefix = ""] = S3_URL.exec(url) ?? [];
  if (bucketName === "") throw usageError("BAD_VALUE", { what: "not a place in S3", where: visibleText(url), advice: "give s3://bucket/prefix" });
  const api = createApiClient(await findConnection(flags, workingDirectory));
  await checkBucket(api, bucketName);
  const tally: Tally = { objects: 0, objectBytes: 0, after: flags.after ?? "" };
  const progress = startProgress("sending", terminal);
  try {
    for (let isLast = false; !isLast;) {
      const { body } = await api.post<BackfillAnswer>("/backfills", { prefix, after: tally.after, dryRun: flags.dryRun === true });
      tally.objects += body.objects;
      tally.objectBytes += body.objectBytes;
      isLast = body.next === undefined;
      tally.after = body.next ?? tally.after;
      progress.show({ bytesDone: tally.objectBytes, bytesTotal: undefined, detail: `${tally.objects} objects` });
    }
  } catch (error) {
    progress.end();
    if (tally.after !== "") terminal.err(`${tally.objects} objects were seen to; go on with --after ${JSON.stringify(visibleText(tally.after))}\n`);
    throw error;
  }
  progress.end();
  const isSent = flags.dryRun !== true;
  const { objects, objectBytes } = tally;
  if (flags.output === "json") terminal.out(`${JSON.stringify({ bucketName, prefix, objects, objectBytes, isSent })}\n`);
  else if (flags.output === "csv") terminal.out(renderCsv(CSV_COLUMNS, [[bucketName, prefix, objects, objectBytes, String(isSent)]]));
  else terminal.out(`${objects} objects, ${formatBytes(objectBytes)}${isSent ? ", sent to be analyzed\nfollow them: fanfold jobs" : "; nothing was sent"}\n`);
}

/** Only what is in the stack's bucket may its functions read. */
async function checkBucket(api: ApiClient, bucketName: string): Promise<void> {
  const { body } = await api.post<BackfillAnswer>("/backfills", { limit: 1, dryRun: true });
  if (body.bucketName !== bucketName)
    throw usageError("OTHER_BUCKET", {
      what: "not the bucket of this stack",
      where: visibleText(bucketName),
      advice: `it has ${visibleText(body.bucketName)}; another stack may be deployed over a bucket that exists, with -c bucket=…`,
    });
}
