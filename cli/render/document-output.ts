import type { JobPage } from "../../shared/contracts/api.ts";
import { stringifyDocument, type JobDocument } from "../../shared/contracts/document.ts";
import type { OutputFormat } from "../option-values.ts";
import type { Terminal } from "../terminal.ts";
import { renderDocument } from "./document-table.ts";
import { documentWarnings } from "./warnings.ts";
import { renderWindowCsv } from "./window-csv.ts";

/** Of a document that does not say its step. */
const MINUTE_SECONDS = 60;

/** Write a document to stdout as asked for. What is not part of a JSON or CSV result is said on stderr. */
export function writeDocument(document: JobDocument | JobPage, output: OutputFormat, terminal: Terminal): void {
  if (output === "table") {
    terminal.out(renderDocument({ step: MINUTE_SECONDS, ...document }, terminal));
    return;
  }
  terminal.out(output === "json" ? `${stringifyDocument(document).trimEnd()}\n` : renderWindowCsv(document.windows));
  for (const warning of documentWarnings(document.job, document.summary, document.samples)) terminal.err(`fanfold: warning: ${warning}\n`);
}
