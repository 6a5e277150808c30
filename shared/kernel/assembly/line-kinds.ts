import { beginsAsApacheError } from "./apache-error";
import { beginsAsApp, beginsWithBracketedDate } from "./app-begin";
import { mayBeGin } from "./gin";
import { beginsAsKlog } from "./klog-begin";
import { beginsWithType } from "./load-balancer";
import { beginsAsLogfmt } from "./logfmt";
import { ENABLED_ACCESS, ENABLED_ALB, ENABLED_APACHE_ERROR, ENABLED_APP, ENABLED_JSON, ENABLED_LOGFMT, ENABLED_SYSLOG, ENABLED_W3C, isEnabled } from "./state";
import { beginsAsSyslog } from "./syslog";
import { beginsWithColumns } from "./w3c";

// How lines are read: by the quotes of a whole block of them, if they have any, or one by one in the way of their kind.

export const QUOTED: u32 = 0;
export const JSON: u32 = 1;
export const BALANCER: u32 = 2;
export const APP: u32 = 3;
export const LOGFMT: u32 = 4;
export const COLUMNS: u32 = 5;
export const SYSLOG: u32 = 6;
export const APACHE_ERROR: u32 = 7;
export const KLOG: u32 = 8;
export const GIN: u32 = 9;

const MINUS: u32 = 0x2d;
const BRACKET: u32 = 0x5b;
const OPENING: u32 = 0x7b;

/** How the line at `start` is read. */
// @ts-ignore: decorator
@inline export function kindOf(start: usize): u32 {
  const first = <u32>load<u8>(start);
  if (first == OPENING) return isEnabled(ENABLED_JSON) ? JSON : QUOTED;
  if (first - 0x30 < 10) return isDateMark(start) ? kindOfDate(start) : QUOTED;
  if (first == BRACKET) return kindOfBracket(start);
  if (isEnabled(ENABLED_SYSLOG) && beginsAsSyslog(start)) return SYSLOG;
  if (isEnabled(ENABLED_APP) && beginsAsKlog(start)) return KLOG;
  if (isEnabled(ENABLED_ALB) && beginsWithType(start)) return BALANCER;
  return isEnabled(ENABLED_LOGFMT) && beginsAsLogfmt(start) ? LOGFMT : QUOTED;
}

/** Whether `-` or `/` stands where it does behind a year. */
// @ts-ignore: decorator
@inline function isDateMark(start: usize): bool {
  return (<u32>load<u8>(start, 4) & 0xfd) == MINUS;
}

/** The same of a line that begins with a digit, and perhaps with a date. */
function kindOfDate(start: usize): u32 {
  if (isEnabled(ENABLED_W3C) && beginsWithColumns(start)) return COLUMNS;
  return isEnabled(ENABLED_APP) && beginsAsApp(start) ? APP : QUOTED;
}

/** The same of a line that begins with a bracket. */
function kindOfBracket(start: usize): u32 {
  if (isEnabled(ENABLED_APP) && beginsWithBracketedDate(start)) return APP;
  if (isEnabled(ENABLED_ACCESS) && mayBeGin(start)) return GIN;
  return isEnabled(ENABLED_APACHE_ERROR) && beginsAsApacheError(start) ? APACHE_ERROR : QUOTED;
}

/** Whether a line of the kind begins at `start`, which is allowed. */
// @ts-ignore: decorator
@inline export function beginsAs(kind: u32, start: usize): bool {
  if (kind == JSON) return load<u8>(start) == OPENING;
  if (kind == BALANCER) return beginsWithType(start);
  if (kind == APP) return load<u8>(start) == BRACKET ? beginsWithBracketedDate(start) : isDateMark(start) && beginsAsApp(start);
  if (kind == LOGFMT) return beginsAsLogfmt(start);
  if (kind == COLUMNS) return beginsWithColumns(start);
  if (kind == SYSLOG) return beginsAsSyslog(start);
  if (kind == KLOG) return beginsAsKlog(start);
  if (kind == GIN) return mayBeGin(start);
  return beginsAsApacheError(start);
}
