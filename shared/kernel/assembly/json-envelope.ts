import { countContainedLine } from "./contained";
import { closeEnvelope, nameEnvelope, openEnvelope } from "./envelope";
import { CONTAINED, HOST, keyLength, mayBeBusy, NOT_A_KEY, readJsonTime, ROUTE, SERVICE, stepOf } from "./json-record";
import { KEY_MEMO, VALUE } from "./json-steps";
import { unescapeLine } from "./json-strings";
import { BLOCK_BYTES, CONTAINED_TEXT } from "./layout";
import { ENABLED_CONTAINED, isEnabled } from "./state";
import { minute, timestampMs } from "./time";
import { NO_LEVEL } from "./windows";

// Objects that say nothing themselves but a time and perhaps where they are from, and hold the line of a program: as Docker, Fluent Bit and others write them.

/** Count the line `[start, lineFeed)`, an object whose values the steps of `leaf` have, one of them a line. False when it or the object is unusual; nothing is counted then. */
export function countJsonEnvelope(leaf: usize, start: usize, lineFeed: usize): bool {
  if (!isEnabled(ENABLED_CONTAINED) || !readJsonTime(leaf) || stepOf(leaf, ROUTE) != 0) return false;
  const serviceStep = stepOf(leaf, SERVICE);
  const serviceLength = keyLength(serviceStep);
  const hostStep = stepOf(leaf, HOST);
  const hostLength = keyLength(hostStep);
  if (serviceLength == NOT_A_KEY || hostLength == NOT_A_KEY || (serviceLength != 0 && mayBeBusy(serviceStep))) return false;
  const textEnd = unescapeLine(<usize>load<u32>(stepOf(leaf, CONTAINED), VALUE), CONTAINED_TEXT, BLOCK_BYTES);
  if (textEnd == 0) return false;
  openEnvelope(start, lineFeed, minute, timestampMs, NO_LEVEL);
  nameEnvelope(<usize>load<u32>(serviceStep, VALUE), serviceLength, serviceStep + KEY_MEMO, <usize>load<u32>(hostStep, VALUE), hostLength, hostStep + KEY_MEMO);
  const isCounted = countContainedLine(CONTAINED_TEXT, textEnd);
  closeEnvelope();
  return isCounted;
}
