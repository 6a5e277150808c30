import { closeEnvelope, envelopeStart, nameEnvelope, openEnvelope } from "./envelope";
import { learnJsonLine } from "./json-line";
import { readObject } from "./json-object";
import { countMessageRecord } from "./json-record";
import { HOST_MEMO, JSON_LONE_LEAF, SERVICE_MEMO } from "./layout";
import { beginsAsLogfmt, countLogfmtMessage } from "./logfmt";
import { ENABLED_JSON, ENABLED_LOGFMT, isEnabled, meetKeys } from "./state";
import { headerLevel, headerMinute, headerMs, host, hostBytes, service, serviceBytes } from "./syslog-header";

// Messages of syslog that are an object of JSON or logfmt, as programs and Heroku's router write them.

const OPENING: u32 = 0x7b;

/** Count the line `[line, lineFeed)` of syslog, whose header was read, by its message from `start` on, which begins with a brace or a name and `=`. False when it is unusual in any way; nothing is counted then. */
export function countFieldsMessage(start: usize, lineFeed: usize, line: usize): bool {
  if (envelopeStart != 0) return false;
  const isObject = load<u8>(start) == OPENING;
  if (!isEnabled(isObject ? ENABLED_JSON : ENABLED_LOGFMT)) {
    meetKeys();
    return false;
  }
  openEnvelope(line, lineFeed, headerMinute, headerMs, headerLevel);
  nameEnvelope(service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  const isCounted = isObject ? countObject(start, lineFeed) : beginsAsLogfmt(start) && countLogfmtMessage(start, lineFeed);
  closeEnvelope();
  return isCounted;
}

function countObject(start: usize, lineFeed: usize): bool {
  const leaf = readObject(start, lineFeed);
  if (leaf == 0 || !countMessageRecord(leaf, start, lineFeed)) return false;
  if (leaf == JSON_LONE_LEAF) learnJsonLine();
  return true;
}
