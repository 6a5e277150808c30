import { NO_TEXT, readUndatedLevel } from "./app-level.ts";
import { readText } from "./app-message.ts";
import { readRequestWithStatus } from "./app-request.ts";
import { beginsWithDate } from "./app-time.ts";
import { beginsAsApacheError } from "./apache-error.ts";
import { asciiBytes, beginsWith } from "./ascii.ts";
import { isColoured } from "./colours.ts";
import type { ColourRemover } from "./colours.ts";
import { isContinuation } from "./continuation.ts";
import type { FormatRow } from "./format-table.ts";
import { beginsAsGin } from "./gin.ts";
import { beginsAsKlog } from "./klog.ts";
import { copyText, emptyLineFields, resetLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import type { MessageReader } from "./message.ts";
import { createRowFinder } from "./row-finder.ts";
import { VERDICT_CONTINUATION, VERDICT_RECORD } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

// Lines that a container's runtime or a collector took from a program and gave a time of its own.

/** Takes from the line `bytes[start, end)` what it says beside its time and `fields` have not; false, and nothing is set, when it is no record. */
export type LineReader = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => boolean;

/** How texts are read that may be lines themselves: messages without a time, and lines with one. */
export interface TextReaders {
  readMessage: MessageReader;
  readLine: LineReader;
  /** For contained lines that are coloured. */
  colours: ColourRemover;
}

/** How a frame of a stack trace begins behind white space. */
const FRAME = asciiBytes("at ");

/** How messages begin that are lines with a time of their own. */
const BEGINNINGS = [beginsWithDate, beginsAsApacheError, beginsAsKlog, beginsAsGin];

/** What the contained line in hand says; nothing of it is needed when the next one is read. */
const contained = emptyLineFields();

/** A reader of lines of these formats. Lines of a stack trace say nothing, and are read with that. */
export function createLineReader(rows: readonly FormatRow[]): LineReader {
  const findRow = createRowFinder(rows);
  return (bytes, start, end, fields) => {
    resetLineFields(contained);
    const from = skipWhiteSpace(bytes, start, end);
    const verdict = findRow(bytes, from, end)?.parse(bytes, from, end, contained);
    if (verdict === VERDICT_RECORD) takeAll(fields);
    return verdict === VERDICT_RECORD || verdict === VERDICT_CONTINUATION;
  };
}

/** Read a line that a time was put before: by its own format, or else like {@link readUndated}. */
export function readContained(readers: TextReaders, bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  if (!isColoured(bytes, start, end)) return readPlain(readers, bytes, start, end, fields);
  const length = readers.colours.remove(bytes, start, end);
  readPlain(readers, readers.colours.text, 0, length, fields);
}

function readPlain(readers: TextReaders, bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const from = skipWhiteSpace(bytes, start, end);
  if (from > start && beginsWith(bytes, from, end, FRAME)) return;
  if (readers.readLine(bytes, start, end, fields) || isContinuation(bytes, from, end) || readers.readMessage(bytes, from, end, fields)) return;
  readUndated(readers, bytes, start, end, fields);
}

/** Read a line without a time that is no message which is a line itself: a request with its status, or a level among the first words. */
export function readUndated({ readMessage }: TextReaders, bytes: Uint8Array, textStart: number, end: number, fields: LineFields): void {
  const start = skipWhiteSpace(bytes, textStart, end);
  if (readRequestWithStatus(bytes, start, end, fields)) return;
  const behind = readUndatedLevel(bytes, start, end, fields);
  readText(readMessage, bytes, behind === NO_TEXT ? start : behind, end, fields);
}

/** Take what a message says that is a line itself, without a time or begun with one; false, and nothing is set, when it is none. */
export function readMessageLine({ readLine, readMessage }: TextReaders, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (readMessage(bytes, start, end, fields)) return true;
  return BEGINNINGS.some((begins) => begins(bytes, start, end)) && readLine(bytes, start, end, fields);
}

function takeAll(fields: LineFields): void {
  if (fields.level.start === -1) {
    copyText(fields.level, contained.level);
    fields.isErrorLevel = contained.isErrorLevel;
  }
  if (contained.status !== -1) fields.status = contained.status;
  if (contained.durationMicros !== -1) fields.durationMicros = contained.durationMicros;
  if (contained.bytes !== -1) fields.bytes = contained.bytes;
  if (contained.method.start !== -1) copyText(fields.method, contained.method);
  if (contained.path.start !== -1) copyText(fields.path, contained.path);
  if (fields.service.start === -1) copyText(fields.service, contained.service);
  if (fields.host.start === -1) copyText(fields.host, contained.host);
}
