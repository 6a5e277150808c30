import type { Detection, Misfit, SampleRecord } from "../../shared/core/parse/detect-format.ts";
import type { W3cColumns } from "../../shared/core/parse/settings.ts";
import { suggestPattern } from "../../shared/core/parse/suggest-pattern.ts";
import { renderLabelled } from "../render/labelled-lines.ts";
import { REASON_SENTENCES } from "../render/reject-reasons.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatBytes, formatCount, formatPercent } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint, Terminal } from "../terminal.ts";
import type { Sample } from "./read-sample.ts";

const MISFIT_CHARACTERS_MAX = 400;
const MICROS_PER_MS = 1000;
const CARRIAGE_RETURN = 0x0d;

/** Whether there was something to understand, and nothing was understood. */
export function isUnknown(detection: Detection): boolean {
  return detection.format === "unknown" && detection.rejected > 0;
}

/** The text of the first line that did not fit, as far as it is shown. */
export function misfitText(sample: Sample, { byteOffset, byteLength }: Misfit): string {
  const text = new TextDecoder().decode(sample.text.subarray(byteOffset, byteOffset + Math.min(byteLength, MISFIT_CHARACTERS_MAX * 4)));
  return text.length > MISFIT_CHARACTERS_MAX ? `${text.slice(0, MISFIT_CHARACTERS_MAX)}…` : text;
}

/** What somebody can do about lines that no format knows. */
export interface Hint {
  sentence: string;
  /** Makes a record of the first line that did not fit. */
  suggestedPattern: string | null;
}

/** A hint for a sample of which nothing was understood, or that has a line which a pattern would make a record; undefined when there is nothing to say. */
export function hintOf(sample: Sample, detection: Detection): Hint | undefined {
  const { misfit } = detection;
  if (misfit === null || (misfit.reason !== "no-format" && !isUnknown(detection))) return undefined;
  const end = misfit.byteOffset + misfit.byteLength;
  const lineEnd = sample.text[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  const suggestedPattern = suggestPattern(sample.text, misfit.byteOffset, lineEnd, sample.modifiedMs) ?? null;
  if (suggestedPattern === null && !isUnknown(detection)) return undefined;
  const sentence =
    suggestedPattern === null
      ? "Lines that no format knows can be described by a pattern with a {time}, as --pattern '{time} {level} {*}'; no time was found in this one."
      : `Lines that no format knows can be described by a pattern. This one is a record with --pattern '${suggestedPattern}': put {level}, {status}, {duration:ms} and the like in the place of {*}.`;
  return { sentence, suggestedPattern };
}

/** What detection found, for people: candidates with their scores, a record as it was understood, and the first line that was not. */
export function renderDetection(path: string, sample: Sample, detection: Detection, { columns, paintOut: paint }: Pick<Terminal, "columns" | "paintOut">): string {
  const read = `${sample.isWhole ? "all" : "the first"} ${formatBytes(sample.text.length)}${sample.encoding === "plain" ? "" : " of text"}, ${formatCount(detection.lines)} lines`;
  const head = `${paint("bold", visibleText(path))}  ${sample.encoding}, ${read}\n${paint("dim", "format")}  ${verdictSentence(sample, detection, paint)}\n`;
  const header = detection.columns === null ? "" : `${paint("dim", "header")}  #Fields: ${columnsSentence(detection.columns)}\n`;
  const misfit = detection.misfit === null ? "" : `${paint("bold", "First line that did not fit")}\n${renderMisfit(sample, detection.misfit, paint)}`;
  const hint = hintOf(sample, detection);
  const sections = [
    head + header,
    renderScores(detection, columns, paint),
    renderSampleRecords(detection, paint),
    misfit,
    hint === undefined ? "" : `${visibleText(hint.sentence)}\n`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function verdictSentence(sample: Sample, detection: Detection, paint: Paint): string {
  if (sample.isDamaged) return paint("red", `nothing can be read: the ${sample.encoding} data is damaged`);
  const judged = detection.lines - detection.blankLines - detection.commentLines;
  if (sample.text.length === 0) return "none: the file is empty";
  if (judged === 0) return detection.lines === 0 ? "none: no line ends within the bytes that were read" : "none: there are only blank lines and comments";
  if (isUnknown(detection)) return paint("red", `nothing in this file was understood: ${formatCount(judged)} of ${formatCount(judged)} lines rejected`);
  return `${paint("green", detection.format)}, ${formatCount(judged - detection.rejected)} of ${formatCount(judged)} lines understood`;
}

function columnsSentence({ isMilliseconds, ...columns }: W3cColumns): string {
  const places = Object.entries(columns).map(([field, column]) => `${field} is column ${column + 1}`);
  return `${places.join(", ")}${columns.duration === undefined ? "" : isMilliseconds === true ? ", in ms" : ", in seconds"}`;
}

function renderScores(detection: Detection, width: number, paint: Paint): string {
  const candidates = detection.scores.filter(({ lines }) => lines > 0);
  if (candidates.length === 0) return "";
  const columns: Column[] = [{ title: "candidate" }, { title: "lines like it", align: "right" }, { title: "understood", align: "right" }, { title: "score", align: "right" }];
  const rows = candidates.map(({ format, lines, records, share }) => [format, formatCount(lines), formatCount(records), formatPercent(share)]);
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
    if (name === "bytes") return ["bytes", value === null ? undefined : formatBytes(Number(value))];
    return [name, value === null ? undefined : visibleText(String(value))];
  });
}

function renderMisfit(sample: Sample, misfit: Misfit, paint: Paint): string {
  const where = `byte ${formatCount(misfit.byteOffset)}, ${formatCount(misfit.byteLength)} bytes`;
  return renderLabelled(
    [
      ["at", where],
      ["taken for", misfit.format ?? undefined],
      ["reason", `${misfit.reason}: ${REASON_SENTENCES[misfit.reason]}`],
      ["line", visibleText(misfitText(sample, misfit))],
    ],
    paint,
  );
}
