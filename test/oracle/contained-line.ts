import { beginsWithDate, judgeUndated, withoutColours } from "./app-line.ts";
import { isApacheErrorLine } from "./apache-error-line.ts";
import { isGinLine } from "./gin-line.ts";
import { isKlogLine } from "./klog-line.ts";
import { judgeMessage } from "./syslog-line.ts";
import { type OracleOptions, type OracleVerdict, type OracleWithin, said, type Said } from "./verdict.ts";

/** How lines within lines are read, where `judgeLine` says what one with a time is; within those nothing is looked for that has one. */
export function createWithin(options: OracleOptions, judgeLine: (line: string, within: OracleWithin) => OracleVerdict | null): OracleWithin {
  /** What a line of a format of its own says; null for one that is no record. Lines of a stack trace say nothing. */
  const judgeOwn = (text: string): Said | null => {
    if (/^[ \t]+at /.test(text)) return {};
    const judged = judgeLine(
      text.replace(/^[ \t]+/, ""),
      createWithin(options, () => null),
    );
    if (judged?.verdict === "record") return said(judged.fields);
    return /^[ \t]*(?:Caused by:|Traceback)/.test(text) ? {} : null;
  };
  const undated = (text: string, timestampMs: number): Said => judgeUndated(text.replace(/^[ \t]+/, ""), options, timestampMs);
  return {
    undated,
    contained(coloured, timestampMs) {
      const text = withoutColours(coloured);
      return judgeOwn(text) ?? undated(text, timestampMs);
    },
    message(text) {
      const told = judgeMessage(text, options);
      if (told !== null) return said(told);
      return [beginsWithDate, isApacheErrorLine, isKlogLine, isGinLine].some((begins) => begins(text)) ? judgeOwn(text) : null;
    },
  };
}
