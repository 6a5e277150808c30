import { createAccessParser } from "./access.ts";
import { hasLevelName, readTimelessFields } from "./json-fields.ts";
import { createJsonReader } from "./json-reader.ts";
import type { JsonReader } from "./json-reader.ts";
import { scanJson } from "./json.ts";
import { copyText, emptyLineFields, resetLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { beginsAsLogfmt, scanLogfmt } from "./logfmt.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_RECORD } from "./verdict.ts";

const BRACE_OPEN = 0x7b;

/** Takes from the message `bytes[start, end)` of another line what it says; false, and nothing is set, when it says nothing that counts. */
export type MessageReader = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => boolean;

/** Whether an object, or a name and `=`, begin the text. */
export function beginsWithFields(bytes: Uint8Array, start: number, end: number): boolean {
  return start < end && (bytes[start] === BRACE_OPEN || beginsAsLogfmt(bytes, start, end));
}

/** What the message in hand says; nothing of it is needed when the next one is read. */
const message = emptyLineFields();

/**
 * A reader of messages that are lines themselves: access lines, logfmt and JSON objects, these perhaps without a time. Request and figures count if there is a status with a
 * method or a target, of access lines also those of TCP: devices and jobs have words of their own for the same keys. The level of logfmt and JSON counts where the line has none; in logfmt only if it is known.
 */
export function createMessageReader(settings: ParseSettings, localOffset: LocalOffset): MessageReader {
  const parseAccess = createAccessParser(localOffset);
  let reader: JsonReader | undefined;
  return (bytes, start, end, fields) => {
    if (start === end) return false;
    resetLineFields(message);
    const isObject = bytes[start] === BRACE_OPEN;
    const isAccess = !beginsWithFields(bytes, start, end);
    if (isAccess) {
      if (parseAccess(bytes, start, end, message) !== VERDICT_RECORD) return false;
    } else {
      reader ??= createJsonReader(settings, localOffset);
      if (!(isObject ? scanJson(reader, bytes, start, end) : scanLogfmt(reader, bytes, start, end, true))) return false;
      readTimelessFields(reader, bytes, message);
    }
    const hasRequest = isAccess ? message.status !== -1 || message.durationMicros !== -1 : message.status !== -1 && (message.method.start !== -1 || message.path.start !== -1);
    const hasLevel = !isAccess && message.level.start !== -1 && fields.level.start === -1 && (isObject || hasLevelName(reader!, bytes));
    if (hasRequest) takeFigures(fields);
    if (hasLevel) copyLevel(fields);
    return hasRequest || hasLevel;
  };
}

function takeFigures(fields: LineFields): void {
  fields.status = message.status;
  fields.durationMicros = message.durationMicros;
  fields.bytes = message.bytes;
  copyText(fields.method, message.method);
  if (message.path.start !== -1) copyText(fields.path, message.path);
}

function copyLevel(fields: LineFields): void {
  copyText(fields.level, message.level);
  fields.isErrorLevel = message.isErrorLevel;
}
