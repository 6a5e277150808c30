import { createAccessParser } from "./access.ts";
import { asciiBytes, beginsWith } from "./ascii.ts";
import { hasLevelName, hasTime, readTimelessFields } from "./json-fields.ts";
import { createJsonReader } from "./json-reader.ts";
import type { JsonReader } from "./json-reader.ts";
import { scanJson } from "./json.ts";
import { copyText, emptyLineFields, resetLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { beginsAsLogfmt, scanLogfmt } from "./logfmt.ts";
import { isHttpMethod } from "./request.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_RECORD } from "./verdict.ts";

const HASH = 0x23;
const SLASH = 0x2f;
const QUESTION = 0x3f;
const BRACE_OPEN = 0x7b;
const AUTHORITY = asciiBytes("://");

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
 * method or a target, of access lines also those of TCP: devices and jobs have words of their own for the same keys. The level of logfmt and JSON counts where the line has none, if it is a known name, or in an object with a time.
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
    const hasRequest = isAccess ? message.status !== -1 || message.durationMicros !== -1 : message.status !== -1 && isRequest(message);
    const hasLevel = !isAccess && message.level.start !== -1 && fields.level.start === -1 && (hasLevelName(reader!, bytes) || (isObject && hasTime(reader!)));
    if (hasRequest) takeFigures(fields);
    if (hasLevel) copyLevel(fields);
    return hasRequest || hasLevel;
  };
}

/** Whether there is a method of HTTP, or a target that begins with `/` or is a URL: others have words of their own for the same keys. */
function isRequest({ method, path }: LineFields): boolean {
  if (method.start !== -1 && isHttpMethod(method.bytes, method.start, method.end)) return true;
  return path.start !== -1 && (path.bytes[path.start] === SLASH || isUrl(path.bytes, path.start, path.end));
}

/** Whether `://` stands in the text before any other `/`, `?` or `#`. */
function isUrl(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] !== SLASH && bytes[at] !== QUESTION && bytes[at] !== HASH) at++;
  return at > start && beginsWith(bytes, at - 1, end, AUTHORITY);
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
