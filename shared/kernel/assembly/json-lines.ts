import { countJsonEnvelope } from "./json-envelope";
import { learnJsonLine, readJsonLine } from "./json-line";
import { CONTAINED, countJsonRecord, stepOf } from "./json-record";
import { shapeLeaf, walkShape } from "./json-shapes";
import { slowLine } from "./host";
import { JSON_LONE_LEAF } from "./layout";
import { beginsAs, JSON } from "./line-kinds";
import { findLineFeed } from "./quote-index";
import { countRefusedObject } from "./refused";
import { addFastLines, lineBytesMax } from "./state";

// JSON lines, one behind the other.

/** So many JSON lines without a known shape in a row: then only every few lines one is tried. */
const STRANGERS_MAX: u32 = 64;
const TRIED_SHARE: u32 = 8;
let strangers: u32 = 0;

/** Take the lines from `from` on, up to one of another kind or one that does not end before `end`; returns where that begins. */
export function parseJsonLines(from: usize, end: usize): usize {
  let lineStart = from;
  let fastLines: u32 = 0;
  while (lineStart < end && beginsAs(JSON, lineStart)) {
    let lineFeed: usize = 0;
    if (strangers < STRANGERS_MAX || strangers % TRIED_SHARE == 0) lineFeed = walkShape(lineStart, end);
    if (lineFeed >= end) break;
    let isFast = false;
    if (lineFeed != 0) {
      strangers = 0;
      isFast = lineFeed - lineStart <= lineBytesMax() && (stepOf(shapeLeaf, CONTAINED) == 0 ? countJsonRecord(shapeLeaf, lineStart, lineFeed) : countJsonEnvelope(shapeLeaf, lineStart, lineFeed));
    } else {
      lineFeed = findLineFeed(lineStart, end);
      if (lineFeed == end) break;
      strangers++;
      isFast = lineFeed - lineStart <= lineBytesMax() && countStranger(lineStart, lineFeed, strangers < STRANGERS_MAX || strangers % TRIED_SHARE == 0);
    }
    if (isFast || countRefusedObject(lineStart, lineFeed)) fastLines++;
    else slowLine(lineStart, lineFeed);
    lineStart = lineFeed + 1;
  }
  addFastLines(fastLines);
  return lineStart;
}

/** Count the line `[start, lineFeed)`, whose shape is not known. False when it is unusual in any way; nothing is counted then. */
function countStranger(start: usize, lineFeed: usize, isWorthLearning: bool): bool {
  if (!readJsonLine(start, lineFeed)) return false;
  if (stepOf(JSON_LONE_LEAF, CONTAINED) != 0) {
    // Not behind it, as others are: the line in it may be of JSON itself, and what was read is forgotten then.
    if (isWorthLearning) learnJsonLine();
    return countJsonEnvelope(JSON_LONE_LEAF, start, lineFeed);
  }
  if (!countJsonRecord(JSON_LONE_LEAF, start, lineFeed)) return false;
  if (isWorthLearning) learnJsonLine();
  return true;
}
