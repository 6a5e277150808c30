import { findAccessTime } from "./access-line.ts";
import { judgeText, withoutColours } from "./app-line.ts";
import { parseKlogAtStart } from "./times.ts";
import { type OracleOptions, type OracleVerdict, reject } from "./verdict.ts";

const LEVELS: Record<string, string> = { I: "INFO", W: "WARN", E: "ERROR", F: "FATAL" };

/** Whether a line is one of klog or glog. */
export function isKlogLine(line: string): boolean {
  return /^[IWEF](?:\d{4}|\d{8}) \d\d:/.test(line) && findAccessTime(line) === -1;
}

/** The verdict on such a line. */
export function judgeKlogLine(coloured: string, options: OracleOptions): OracleVerdict {
  const line = withoutColours(coloured);
  const time = parseKlogAtStart(line.slice(1), options.timeZone ?? "UTC", options.referenceTimeMs ?? 0);
  if (time === null) return reject("bad-timestamp");
  const behind = line.slice(1 + time.length).replace(/^[ \t]+/, "");
  return judgeText(time.ms, behind.replace(/^\d+[ \t]+[^ \t]*\](?:[ \t]+|$)/, ""), options, { level: LEVELS[line[0] ?? ""] ?? "" });
}
