import type { Detection, Misfit, SampleRecord } from "../../shared/core/parse/detect-format.ts";
import { renderLabelled } from "../render/labelled-lines.ts";
import { REASON_SENTENCES } from "../render/reject-reasons.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatBytes, formatCount, formatPercent } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint, Terminal } from "../terminal.ts";
import type { Sample } from "./read-sample.ts";

const MISFIT_CHARACTERS_MAX = 400;
const MICROS_PER_MS = 1000;

/** Whether there was something to understand, and nothing was understood. */
export function isUnknown(detection: Detection): boolean {
  return detection.format === "unknown" && detection.rejected > 0;
}

/** The text of the first line that did not fit, as far as it is shown. */
export function misfitText(sample: Sample, { byteOffset, byteLength }: Misfit): string {
  const text = new TextDecoder().decode(sample.text.subarray(byteOffset, byteOffset + Math.min(byteLength, MISFIT_CHARACTERS_MAX * 4)));
  return text.length > MISFIT_CHARACTERS_MAX ? `${text.slice(0, MISFIT_CHARACTERS_MAX)}…` : text;
}

/** What detection found, for people: candidates with their scores, a record as it was understood, and the first line that was not. */
export function renderDetection(path: string, sample: Sample, detection: Detection, { columns, paintOut: paint }: Pick<Terminal, "columns" | "paintOut">): string {
  const read = `${sample.isWhole ? "all" : "the first"} ${formatBytes(sample.text.length)}${sample.encoding === "plain" ? "" : " of text"}, ${formatCount(detection.lines)} lines`;
  const head = `${paint("bold", visibleText(path))}  ${sample.encoding}, ${read}\n${paint("dim", "format")}  ${verdictSentence(sample, detection, paint)}\n`;
  const misfit = detection.misfit === null ? "" : `${paint("bold", "First line that did not fit")}\n${renderMisfit(sample, detection.misfit, paint)}`;
  return [head, renderScores(detection, columns, paint), renderSampleRecords(detection, paint), misfit].filter((section) => section !== "").join("\n");
}

function verdictSentence(sample: Sample, detection: Detection, paint: Paint): string {
  if (sample.isDamaged) return paint("red", `nothing can be read: the ${sample.encoding} data is damaged`);
  const judged = detection.lines - detection.blankLines - detection.commentLines;
  if (sample.text.length === 0) return "none: the file is empty";
  if (judged === 0) return detection.lines === 0 ? "none: no line ends within the bytes that were read" : "none: there are only blank lines and comments";
  if (isUnknown(detection)) return paint("red", `nothing in this file was understood: ${formatCount(judged)} of ${formatCount(judged)} lines rejected`);
  return `${paint("green", detection.format)}, ${formatCount(judged - detection.rejected)} of ${formatCount(judged)} lines understood`;
}

function renderScores(detection: Detection, width: number, paint: Paint): string {
  if (detection.lines === 0) return "";
  const columns: Column[] = [{ title: "candidate" }, { title: "lines like it", align: "right" }, { title: "understood", align: "right" }, { title: "score", align: "right" }];
  const rows = detection.scores.map(({ format, lines, records, share }) => [format, formatCount(lines), formatCount(records), formatPercent(share)]);
  return renderTable(columns, rows, width, paint);
}

function renderSampleRecords(detection: Detection, paint: Paint): string {
  return detection.scores
    .filter((score): score is typeof score & { sample: SampleRecord } => score.sample !== null)
    .map(({ format, sample }) => `${paint("bold", `First ${format} record`)}\n${renderLabelled(recordLines(sample), paint)}`)
    .join("\n");
}

function recordLines(record: SampleRecord): [string, string | undefined][] {
  return Object.entries(record).map(([name, value]) => {
    if (name === "durationMicros") return ["duration", value === null ? undefined : `${Number(value) / MICROS_PER_MS} ms`];
    return [name, value === null ? undefined : visibleText(String(value))];
  });
}

function renderMisfit(sample: Sample, misfit: Misfit, paint: Paint): string {
  const where = `byte ${formatCount(misfit.byteOffset)}, ${formatCount(misfit.byteLength)} bytes`;
  return renderLabelled(
    [
      ["at", where],
      ["reason", `${misfit.reason}: ${REASON_SENTENCES[misfit.reason]}`],
      ["line", visibleText(misfitText(sample, misfit))],
    ],
    paint,
  );
}
