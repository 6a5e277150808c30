import { DETECT_BYTES } from "../limits.ts";
import { emptyLineFields } from "./line-fields.ts";
import type { LineFields, TextField } from "./line-fields.ts";
import { createLineParser } from "./line-parser.ts";
import { LINE_FORMATS } from "./settings.ts";
import type { LineFormat, ParseSettings, W3cColumns } from "./settings.ts";
import { REJECT_REASONS, VERDICT_BLANK, VERDICT_COMMENT, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import type { RejectReason } from "./verdict.ts";
import { findW3cColumns } from "./w3c-header.ts";

const LINE_FEED = 0x0a;

/** What an object is called: the format of its lines, `mixed` when several have their part in it, `unknown` when no line is a record. */
type DetectedFormat = LineFormat | "mixed" | "unknown";

/** A record as plain values, for people. Null is absent; the duration is in µs. */
export interface SampleRecord {
  timestamp: string;
  status: number | null;
  level: string | null;
  durationMicros: number | null;
  bytes: number | null;
  method: string | null;
  path: string | null;
  service: string | null;
  host: string | null;
}

/** How one format did on the sample. */
interface FormatScore {
  format: LineFormat;
  /** Lines that look like this format. */
  lines: number;
  /** Lines of them that are records. */
  records: number;
  /** Its records among all lines that are neither blank nor comments, 0–1. */
  share: number;
  /** Its first record. */
  sample: SampleRecord | null;
}

/** The first line that is rejected. */
export interface Misfit {
  reason: RejectReason;
  /** The format that it was taken for; null when it was for none. */
  format: LineFormat | null;
  byteOffset: number;
  byteLength: number;
}

export interface Detection {
  format: DetectedFormat;
  /** Lines looked at, with blank ones and comments. */
  lines: number;
  blankLines: number;
  commentLines: number;
  rejected: number;
  /** Every format, the one with the most records first. */
  scores: FormatScore[];
  misfit: Misfit | null;
  /** What the object's first `#Fields` header says of its columns; null without one. */
  columns: W3cColumns | null;
}

/** An object with this share of its records in a second format is mixed. */
const MIXED_SHARE = 0.05;

/**
 * Judge the lines of an object's first bytes, at most `DETECT_BYTES` of them, and at most `linesMax` that are neither blank nor comments. A last line without line end is ignored unless the sample is the whole object.
 * @throws InputError `BAD_TIME_ZONE` when nobody knows the settings' zone.
 */
export function detectFormat(sample: Uint8Array, settings: ParseSettings, referenceTimeMs: number, isWholeObject: boolean, linesMax = Infinity): Detection {
  const bytes = sample.subarray(0, DETECT_BYTES);
  const isWhole = isWholeObject && bytes.length === sample.length;
  const columns = findW3cColumns(bytes, isWhole);
  const parser = createLineParser({ settings, referenceTimeMs, ...(columns === undefined ? {} : { columns }) });
  const fields = emptyLineFields();
  const scores: FormatScore[] = LINE_FORMATS.map((format) => ({ format, lines: 0, records: 0, share: 0, sample: null }));
  const detection: Detection = { format: "unknown", lines: 0, blankLines: 0, commentLines: 0, rejected: 0, scores, misfit: null, columns: columns ?? null };
  for (let start = 0, end: number; start < bytes.length && detection.lines - detection.blankLines - detection.commentLines < linesMax; start = end + 1) {
    end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 && !isWhole) break;
    if (end === -1) end = bytes.length;
    const verdict = parser.parse(bytes, start, end, fields, start === 0);
    detection.lines++;
    if (verdict === VERDICT_BLANK) detection.blankLines++;
    else if (verdict === VERDICT_COMMENT) detection.commentLines++;
    else {
      const score = scores.find(({ format }) => format === parser.formatOf(bytes, start, end, start === 0));
      if (score !== undefined && verdict !== VERDICT_NO_FORMAT) score.lines++;
      if (verdict === VERDICT_RECORD && score !== undefined) {
        score.records++;
        score.sample ??= sampleRecord(fields);
      } else {
        detection.rejected++;
        detection.misfit ??= {
          reason: REJECT_REASONS[verdict - 1]!,
          format: verdict === VERDICT_NO_FORMAT ? null : (score?.format ?? null),
          byteOffset: start,
          byteLength: end - start,
        };
      }
    }
  }
  const judged = detection.lines - detection.blankLines - detection.commentLines;
  for (const score of scores) score.share = judged === 0 ? 0 : score.records / judged;
  scores.sort((left, right) => right.records - left.records);
  detection.format = chooseFormat(scores);
  return detection;
}

function chooseFormat([first, second]: readonly FormatScore[]): DetectedFormat {
  if (first === undefined || first.records === 0) return "unknown";
  return second !== undefined && second.records >= (first.records + second.records) * MIXED_SHARE ? "mixed" : first.format;
}

function sampleRecord(fields: LineFields): SampleRecord {
  return {
    timestamp: new Date(fields.timestampMs).toISOString(),
    status: countOf(fields.status),
    level: textOf(fields.level),
    durationMicros: countOf(fields.durationMicros),
    bytes: countOf(fields.bytes),
    method: textOf(fields.method),
    path: textOf(fields.path),
    service: textOf(fields.service),
    host: textOf(fields.host),
  };
}

function countOf(value: number): number | null {
  return value === -1 ? null : value;
}

function textOf({ bytes, start, end }: TextField): string | null {
  return start === -1 ? null : new TextDecoder().decode(bytes.subarray(start, end));
}

/** How an object is packed, by the magic number of its first bytes. The name says nothing. */
export function detectEncoding(firstBytes: Uint8Array): "plain" | "gzip" | "zstd" {
  const [first, second, third, fourth] = firstBytes;
  if (first === 0x1f && second === 0x8b) return "gzip";
  const isZstdFrame = first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd;
  // A zstd file may begin with a skippable frame, 0x184D2A50 to 0x184D2A5F in little endian.
  const isSkippableFrame = first !== undefined && (first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18;
  return isZstdFrame || isSkippableFrame ? "zstd" : "plain";
}
