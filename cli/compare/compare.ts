import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { stringifyDocument } from "../../shared/contracts/document.ts";
import { usageError } from "../cli-error.ts";
import type { Cli, GlobalOptions } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { fetchDocument } from "../http/fetch-document.ts";
import { checkInputFile } from "../input-file.ts";
import { isJobId } from "../job-id.ts";
import { startProgress } from "../progress/progress-line.ts";
import { visibleText } from "../render/visible-text.ts";
import { compareValues } from "./compare-values.ts";
import { writeComparison } from "./write-comparison.ts";

/** Fields of a document's `job` that say which job it is and how it was run, not what came out. */
const JOB_FIELDS_IGNORED: ReadonlySet<string> = new Set(["jobId", "source", "bucketName", "objectKey", "generation", "ranges", "createdAt", "endedAt", "redrivableUntil"]);

/** Compare what `subject` names with the document in a file. @throws CliError when one of them cannot be had, or nothing is expected. */
export async function compare(subject: string, expectedPath: string, flags: GlobalOptions & { tolerance: number }, cli: Cli): Promise<void> {
  checkInputFile(expectedPath);
  const expected = resultOf(await readJsonFile(expectedPath));
  const actual = await readSubject(subject, flags, cli);
  const comparison = compareValues(expected, actual, flags.tolerance);
  // A comparison that compares nothing would pass whatever the result is.
  if (Object.keys(expected).length === 0) {
    throw usageError("NOTHING_EXPECTED", {
      what: "nothing to compare",
      where: visibleText(expectedPath),
      advice: 'it has to hold a part of a document, such as {"summary": {"records": 1000}}',
    });
  }
  writeComparison(comparison, flags.tolerance, flags.output, cli.terminal);
  cli.exitWith(comparison.differences.length === 0 ? EXIT.done : EXIT.failed);
}

/** What `expected` says of the result. Ids, names, times and the plan of a job differ between two jobs with the same result. */
function resultOf(expected: unknown): Record<string, unknown> {
  if (typeof expected !== "object" || expected === null) return {};
  const { job, ...rest } = expected as Record<string, unknown>;
  if (typeof job !== "object" || job === null) return rest;
  const kept = Object.entries(job).filter(([name]) => !JOB_FIELDS_IGNORED.has(name));
  return kept.length === 0 ? rest : { ...rest, job: Object.fromEntries(kept) };
}

/** The document as plain JSON values, the way the expected one is read too. */
async function readSubject(subject: string, flags: GlobalOptions, cli: Cli): Promise<unknown> {
  if (isJobId(subject) && !existsSync(subject)) {
    const api = createApiClient(await findConnection(flags, cli.workingDirectory));
    return fetchDocument(api, subject, {});
  }
  checkInputFile(subject);
  if (subject.endsWith(".json")) {
    const saved = await readJsonFile(subject).catch(() => undefined);
    if (typeof saved === "object" && saved !== null && ("summary" in saved || "windows" in saved)) return saved;
  }
  const { analyzeInput } = await import("../analyze/analyze.ts");
  const progress = startProgress(`analyzing ${visibleText(subject)}`, cli.terminal);
  const document = await analyzeInput({ input: subject, onProgress: (report) => progress.show(report) }).finally(() => progress.end());
  return JSON.parse(stringifyDocument(document));
}

async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError("BAD_JSON", { what: "not a JSON file", where: visibleText(path), advice: "save one with fanfold analyze <file> --output json" }, cause);
  }
}
