import type { JobPart } from "../../shared/contracts/api.ts";
import type { ReceiptDocument } from "../../shared/contracts/document.ts";
import type { Paint } from "../terminal.ts";
import { renderCsv } from "./csv.ts";
import { renderLabelled } from "./labelled-lines.ts";
import { renderTable, type Column } from "./text-table.ts";
import { formatBytes, formatCount, formatDollars, formatRate, NO_VALUE } from "./units.ts";
import { visibleText } from "./visible-text.ts";

/** Columns of the CSV of a receipt. */
export const RECEIPT_COLUMNS = ["service", "item", "count", "dollars"];

const BASES: Readonly<Record<ReceiptDocument["basis"], string>> = {
  exact: "exact",
  "lower-bound": "a lower bound",
  estimate: "an estimate",
};
const COLUMNS: readonly Column[] = [{ title: "service" }, { title: "item", isFlexible: true }, { title: "count", align: "right" }, { title: "dollars", align: "right" }];
const COUNT_DIGITS = 4;

/** One line of a receipt; dollars are said once a service. */
interface Row {
  service: string;
  item: string;
  count?: number;
  dollars?: number;
}

/** What the numbers of a receipt are, for a sentence. */
export const describeBasis = ({ basis }: Pick<ReceiptDocument, "basis">): string => BASES[basis];

/** A receipt for people. */
export function renderReceipt(job: Pick<JobPart, "objectKey">, receipt: ReceiptDocument, width: number, paint: Paint): string {
  const { prices, athena, dollars } = receipt;
  const title = `${paint("bold", visibleText(job.objectKey))}  ${formatBytes(receipt.storedBytes)}`;
  const lines: [string, string | undefined][] = [
    ["cost", `${paint("bold", formatDollars(dollars.total))}, ${describeBasis(receipt)}`],
    ["", explainBasis(receipt)],
    ["prices", `of ${prices.asOf}, ${prices.region}, ${prices.architecture}${prices.isOverridden ? ", some set by the stack" : ""}`],
    ["Athena", `${formatDollars(athena.dollars)} for one scan of ${formatBytes(athena.scannedBytes)}`],
    ["time", describeTime(receipt)],
    ["work", describeWork(receipt)],
  ];
  const rows = rowsOf(receipt).map(({ service, item, count, dollars: each }, i, all) => [
    service === all[i - 1]?.service ? "" : service,
    item,
    count === undefined ? "" : formatAmount(count),
    each === undefined ? "" : formatDollars(each),
  ]);
  return `${title}\n${renderLabelled(lines, paint)}\n${renderTable(COLUMNS, rows, width, paint)}`;
}

/** The same for a spreadsheet: one line for each count. */
export function renderReceiptCsv(receipt: ReceiptDocument): string {
  return renderCsv(
    RECEIPT_COLUMNS,
    rowsOf(receipt).map(({ service, item, count, dollars }) => [service, item, count, dollars]),
  );
}

function explainBasis({ basis, retries, faults }: ReceiptDocument): string | undefined {
  if (basis === "exact") return undefined;
  if (basis === "estimate") return "these services are no AWS: requests are counted, units and times are theirs";
  const what = retries > 0 ? `${formatCount(retries)} attempts failed` : faults > 0 ? "some requests were made again" : "not everything was reported";
  return `${what}: what a failed attempt had asked for is not in it`;
}

function describeTime({ secondsToResult, megabytesPerSecond, recoverySeconds }: ReceiptDocument): string {
  if (secondsToResult === null) return NO_VALUE;
  const speed = megabytesPerSecond === null ? "" : `, ${formatRate(megabytesPerSecond)} MB/s`;
  const recovery = recoverySeconds === 0 ? "" : `; failed attempts took ${formatRate(recoverySeconds)} s to make up for`;
  return `${formatRate(secondsToResult)} s from the upload to the result${speed}${recovery}`;
}

function describeWork({ lines, ranges, retries, gaps, bytes, storedBytes }: ReceiptDocument): string {
  const text = bytes === null || bytes === storedBytes ? "" : ` of text ${formatBytes(bytes)} long`;
  const counted = [`${formatCount(ranges)} ${ranges === 1 ? "range" : "ranges"}`, `${formatCount(retries)} retries`, `${formatCount(gaps)} gaps`];
  return `${lines === null ? "" : `${formatCount(lines)} lines${text}, `}${counted.join(", ")}`;
}

function rowsOf({ lambda, s3, sqs, dynamodb, events, polling, dollars }: ReceiptDocument): Row[] {
  const requests = (service: string, named: Readonly<Record<string, number>>): Row[] =>
    Object.entries(named).map(([operation, count]) => ({ service, item: operation === "other" ? "other requests" : operation, count }));
  return [
    { service: "Lambda", item: "GB-seconds", count: lambda.gbSeconds, dollars: dollars.lambda },
    ...Object.entries(lambda.gbSecondsByFunction).map(([name, count]) => ({ service: "Lambda", item: `GB-seconds, ${name}`, count })),
    ...Object.entries(lambda.requestsByFunction).map(([name, count]) => ({ service: "Lambda", item: `requests, ${name}`, count })),
    { service: "DynamoDB", item: "write units", count: dynamodb.writeUnits, dollars: dollars.dynamodb },
    { service: "DynamoDB", item: "read units", count: dynamodb.readUnits },
    ...requests("DynamoDB", dynamodb.requests),
    { service: "S3", item: "GET", count: s3.getRequests, dollars: dollars.s3 },
    ...(s3.putRequests === 0 ? [] : [{ service: "S3", item: "PUT, COPY, POST, LIST", count: s3.putRequests }]),
    { service: "SQS", item: "requests of 64 KiB", count: sqs.units, dollars: dollars.sqs },
    ...requests("SQS", sqs.requests),
    ...Object.entries(events.requests).map(([item, count]) => ({ service: "EventBridge", item, count, dollars: dollars.events })),
    { service: "SQS, by S3 and Lambda", item: "requests, reckoned", count: polling.sqsRequests, dollars: dollars.polling },
    { service: "total", item: "", dollars: dollars.total },
  ];
}

function formatAmount(count: number): string {
  return Number.isInteger(count) ? formatCount(count) : count < 100 ? String(Number(count.toPrecision(COUNT_DIGITS))) : formatCount(count);
}
