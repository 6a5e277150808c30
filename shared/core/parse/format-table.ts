import { InputError } from "../errors.ts";
import { createAccessRowParser } from "./access-row.ts";
import { APP_FIRST_CHARACTERS, beginsAsApp } from "./app-time.ts";
import { createAppParser } from "./app.ts";
import { beginsAsApacheError, createApacheErrorParser } from "./apache-error.ts";
import { createColourRemover } from "./colours.ts";
import { createLineReader } from "./contained.ts";
import type { LineReader, TextReaders } from "./contained.ts";
import { isContinuation } from "./continuation.ts";
import type { FormatParser } from "./format-parser.ts";
import { beginsWithBrace, createJsonParser } from "./json.ts";
import { KLOG_FIRST_CHARACTERS, beginsAsKlog, createKlogParser } from "./klog.ts";
import { beginsAsAlb, beginsAsElb, createAlbParser, createElbParser } from "./load-balancer.ts";
import { beginsAsLogfmt, createLogfmtParser } from "./logfmt.ts";
import { createMessageReader } from "./message.ts";
import { createPatternMatcher } from "./pattern.ts";
import { beginsAsS3, createS3Parser } from "./s3-access.ts";
import type { JobConstants, LineFormat } from "./settings.ts";
import { beginsAsSyslog, createSyslogParser } from "./syslog.ts";
import { createLocalOffset } from "./time-zone.ts";
import type { LocalOffset } from "./time-zone.ts";
import { createW3cParser, createW3cRecogniser } from "./w3c.ts";
import { VERDICT_CONTINUATION } from "./verdict.ts";

/** One row of the table: the lines that `takes` are judged by `parse` alone. */
export interface FormatRow {
  /** Undefined for lines that belong to a record before them. */
  format: LineFormat | undefined;
  /** The characters that its lines begin with; any when absent. Lines that begin with another are not asked about. */
  firstCharacters?: string;
  /** Decides by the line's first bytes. The last row takes all that is left, and its parser may still refuse it as `no-format`. */
  takes(bytes: Uint8Array, start: number, end: number): boolean;
  parse: FormatParser;
}

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** A parser that is made for the first line that asks for it: most objects have lines of one format. */
function whenAsked(create: () => FormatParser): FormatParser {
  let parser: FormatParser | undefined;
  return (bytes, start, end, fields) => (parser ??= create())(bytes, start, end, fields);
}

/**
 * The formats of a job, in the order in which they are asked: all of them, or the one that the settings pin.
 * A new format is one more row: what takes it from the rows below it, and its parser; and `assembly/refused.ts` of the kernel has to leave its lines alone.
 * @throws InputError `BAD_TIME_ZONE` when nobody knows the settings' zone, `BAD_PATTERN` when their pattern is none.
 */
export function createFormatTable(constants: JobConstants): FormatRow[] {
  const { settings, referenceTimeMs } = constants;
  if (settings.format === "pattern" && settings.pattern === null)
    throw new InputError("BAD_PATTERN", "the format is pattern, and there is no pattern: give one, or another format");
  const localOffset = createLocalOffset(settings.timeZone);
  const readMessage = createMessageReader(settings, localOffset);
  // A contained line may be of any format, but contains none.
  const rowsWithin = (): FormatRow[] =>
    listRows({ settings: { ...settings, format: "auto" }, referenceTimeMs }, localOffset, { readMessage, readLine: () => false, colours: createColourRemover() });
  let reader: LineReader | undefined;
  const readLine: LineReader = (bytes, start, end, fields) => (reader ??= createLineReader(rowsWithin()))(bytes, start, end, fields);
  return listRows(constants, localOffset, { readMessage, readLine, colours: createColourRemover() }).filter(
    ({ format }) => format === undefined || settings.format === "auto" || settings.format === format,
  );
}

function listRows({ settings, columns, referenceTimeMs }: JobConstants, localOffset: LocalOffset, readers: TextReaders): FormatRow[] {
  const { pattern } = settings;
  const createJson = (): FormatParser => createJsonParser(settings, localOffset, readers);
  const createSyslog = (): FormatParser => createSyslogParser(localOffset, referenceTimeMs, readers);
  return [
    ...(pattern === null ? [] : [{ format: "pattern" as const, ...createPatternMatcher(pattern, localOffset, referenceTimeMs) }]),
    { format: "json", firstCharacters: "{ \t", takes: beginsWithBrace, parse: whenAsked(createJson) },
    { format: undefined, firstCharacters: "CT \t", takes: isContinuation, parse: () => VERDICT_CONTINUATION },
    { format: "w3c", firstCharacters: DIGITS, takes: createW3cRecogniser(columns), parse: whenAsked(() => createW3cParser(columns, localOffset)) },
    { format: "elb", firstCharacters: DIGITS, takes: beginsAsElb, parse: whenAsked(() => createElbParser(localOffset)) },
    { format: "app", firstCharacters: APP_FIRST_CHARACTERS, takes: beginsAsApp, parse: whenAsked(() => createAppParser(localOffset, readers)) },
    { format: "app", firstCharacters: KLOG_FIRST_CHARACTERS, takes: beginsAsKlog, parse: whenAsked(() => createKlogParser(localOffset, referenceTimeMs, readers)) },
    { format: "syslog", firstCharacters: "<JFMASONDjfmasond", takes: beginsAsSyslog, parse: whenAsked(createSyslog) },
    { format: "apache-error", firstCharacters: "[", takes: beginsAsApacheError, parse: whenAsked(() => createApacheErrorParser(localOffset)) },
    { format: "alb", firstCharacters: "ghw", takes: beginsAsAlb, parse: whenAsked(() => createAlbParser(localOffset)) },
    { format: "logfmt", firstCharacters: `${LETTERS}${LETTERS.toUpperCase()}_@`, takes: beginsAsLogfmt, parse: whenAsked(() => createLogfmtParser(settings, localOffset)) },
    { format: "s3", takes: beginsAsS3, parse: whenAsked(() => createS3Parser(localOffset)) },
    { format: "access", takes: () => true, parse: whenAsked(() => createAccessRowParser(localOffset)) },
  ];
}
