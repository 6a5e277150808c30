import { findAccessTime, judgeAccessLine } from "./access-line.ts";
import { judgeIsoAccessLine, judgeSquidLine, judgeUwsgiLine } from "./access-iso-line.ts";
import { COLOURS, isAppLine, judgeAppLine } from "./app-line.ts";
import { isApacheErrorLine, judgeApacheErrorLine } from "./apache-error-line.ts";
import { isAlbLine, isElbLine, isS3Line, judgeAlbLine, judgeElbLine, judgeS3Line } from "./aws-line.ts";
import { decodeText, toByteText } from "./byte-text.ts";
import { createWithin } from "./contained-line.ts";
import { judgeGinLine } from "./gin-line.ts";
import { judgeJsonLine } from "./json-line.ts";
import { isKlogLine, judgeKlogLine } from "./klog-line.ts";
import { isLogfmtLine, judgeLogfmtLine } from "./logfmt-line.ts";
import { isPatternLine, judgePatternLine } from "./pattern-line.ts";
import { isSyslogLine, judgeSyslogLine } from "./syslog-line.ts";
import { type OracleFormat, type OracleOptions, type OracleVerdict, reject } from "./verdict.ts";
import { findFieldsHeader, isW3cLine, judgeW3cLine } from "./w3c-line.ts";

const LINE_BYTES_MAX = 1_048_576;
const BYTE_ORDER_MARK = "\xef\xbb\xbf";
const LINE_END = 0x0a;

/** One line of an object: where it stands, and its verdict. The length is that of the bytes before 0x0A, a CR included. */
export type OracleLine = OracleVerdict & { byteOffset: number; byteLength: number };

/** The verdict on an access line of any kind; undefined when it is none. */
function judgeAnyAccess(line: string, timeZone: string): OracleVerdict | undefined {
  if (findAccessTime(line) !== -1) return judgeAccessLine(line, timeZone);
  return judgeIsoAccessLine(line, timeZone) ?? judgeSquidLine(line) ?? judgeUwsgiLine(line, timeZone) ?? judgeGinLine(line, timeZone);
}

/** The format that the first bytes of a line ask for, among all or the pinned one alone; null when none does. */
function formatOf(line: string, { format: pinned, fieldsHeader, pattern }: OracleOptions): OracleFormat | null {
  const mayBe = (format: OracleFormat): boolean => pinned === undefined || pinned === "auto" || pinned === format;
  if (mayBe("pattern") && typeof pattern === "string" && isPatternLine(line, pattern)) return "pattern";
  if (mayBe("json") && /^[ \t]*\{/.test(line)) return "json";
  if (/^(?:[ \t]|Caused by:|Traceback)/.test(line)) return null;
  if (mayBe("w3c") && isW3cLine(line, fieldsHeader)) return "w3c";
  if (mayBe("elb") && isElbLine(line)) return "elb";
  if (mayBe("app") && (isAppLine(line) || isKlogLine(line))) return "app";
  if (mayBe("syslog") && isSyslogLine(line)) return "syslog";
  if (mayBe("apache-error") && isApacheErrorLine(line)) return "apache-error";
  if (mayBe("alb") && isAlbLine(line)) return "alb";
  if (mayBe("logfmt") && isLogfmtLine(line)) return "logfmt";
  if (mayBe("s3") && isS3Line(line)) return "s3";
  return mayBe("access") && judgeAnyAccess(line, "UTC") !== undefined ? "access" : null;
}

function judgeFormat(line: string, options: OracleOptions): OracleVerdict {
  const format = formatOf(line, options);
  if (format === null) return reject(/^(?:[ \t]|Caused by:|Traceback)/.test(line) ? "continuation" : "no-format");
  const timeZone = options.timeZone ?? "UTC";
  switch (format) {
    case "json":
      return judgeJsonLine(line, options);
    case "app":
      return isAppLine(line) ? judgeAppLine(line, options) : judgeKlogLine(line, options);
    case "access":
      return judgeAnyAccess(line, timeZone) ?? reject("no-format");
    case "alb":
      return judgeAlbLine(line, timeZone);
    case "elb":
      return judgeElbLine(line, timeZone);
    case "s3":
      return judgeS3Line(line, timeZone);
    case "syslog":
      return judgeSyslogLine(line, options);
    case "apache-error":
      return judgeApacheErrorLine(line, timeZone);
    case "logfmt":
      return judgeLogfmtLine(line, options);
    case "pattern":
      return judgePatternLine(line, options.pattern ?? "", timeZone, options.referenceTimeMs ?? 0);
    case "w3c":
      return judgeW3cLine(line, options.fieldsHeader, timeZone);
  }
}

function judgeLine(lineBytes: Uint8Array, isFirst: boolean, options: OracleOptions): OracleVerdict {
  if (lineBytes.length > LINE_BYTES_MAX) return reject("too-long");
  const text = toByteText(lineBytes);
  const coloured = (isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text).replace(/\r$/, "");
  const line = coloured.startsWith("\x1b") ? coloured.replace(COLOURS, "") : coloured;
  if (/^[ \t\r\0]*$/.test(line)) return { verdict: "blank" };
  if (line.startsWith("#")) return { verdict: "comment" };
  return judgeFormat(line, options);
}

/** Every line of an object with its verdict; strings are still byte text. */
export function judgeLines(content: Uint8Array, options: OracleOptions = {}): OracleLine[] {
  const lines: OracleLine[] = [];
  const inside = { ...options, format: "auto", fieldsHeader: undefined } as const;
  const within = createWithin(options, (line, innermost) => judgeFormat(line, { ...inside, within: innermost }));
  const constants = { ...options, fieldsHeader: options.fieldsHeader ?? findFieldsHeader(toByteText(content)), within };
  for (let byteOffset = 0; byteOffset < content.length;) {
    const found = content.indexOf(LINE_END, byteOffset);
    const lineEnd = found === -1 ? content.length : found;
    const verdict = judgeLine(content.subarray(byteOffset, lineEnd), byteOffset === 0, constants);
    lines.push({ ...verdict, byteOffset, byteLength: lineEnd - byteOffset });
    byteOffset = lineEnd + 1;
  }
  return lines;
}

/** Every line of an object with its verdict, in order, with readable strings. An empty object has no lines. */
export function oracleLines(content: Uint8Array, options: OracleOptions = {}): OracleLine[] {
  return judgeLines(content, options).map((line) => {
    if (line.verdict !== "record") return line;
    const entries = Object.entries(line.fields).map(([name, value]) => [name, typeof value === "string" ? decodeText(value) : value]);
    return { ...line, fields: Object.fromEntries(entries) as typeof line.fields };
  });
}
