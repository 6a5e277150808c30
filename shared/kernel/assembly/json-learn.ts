import { findWordEnd, isNull } from "./numbers";
import { CONTAINED, LEVEL, METHOD } from "./json-record";
import { findArrayEnd } from "./json-shapes";
import {
  ANY_STRING,
  ARRAY,
  END,
  HEAD_LEAVES,
  HEAD_NEXT,
  HEAD_STEPS,
  KIND,
  LEAF_BEST,
  LEAF_LEVEL,
  LEAF_METHOD,
  LEAF_STEPS,
  NEXT,
  NOTHING,
  NUMBER,
  OTHER,
  REST,
  STRING,
  TEXT,
  TEXT_BYTES,
  TEXT_BYTES_MAX,
  UNCOUNTED,
  WORD,
} from "./json-steps";
import { findSpecial, findStringEnd } from "./json-strings";
import {
  JSON_BEST,
  JSON_CANDIDATE_WANTS,
  JSON_LEAF_BYTES,
  JSON_LEAVES,
  JSON_LEAVES_MAX,
  JSON_NOTED,
  JSON_POSITIONS_MAX,
  JSON_SHAPES,
  JSON_SHAPES_HEAD_BYTES,
  JSON_STEPS,
  JSON_STEPS_MAX,
  JSON_STEP_BYTES,
  JSON_WANTS,
  JSON_WANTS_BYTES,
  NO_BEST,
  NO_CANDIDATE,
  POSITIONS,
} from "./layout";
import { findLevelName } from "./levels";
import { findMethodName } from "./methods";

// How the shape of a line that was walked the long way becomes steps of the tree.

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COLON: u32 = 0x3a;
const BRACKET: u32 = 0x5b;
const OPENING: u32 = 0x7b;
/** So many steps may be in each other's stead; with one more all of them are forgotten. */
const OTHERS_MAX: i32 = 16;

/** Longer lines have no shape; so one line has a step for each position and each full text at most. */
const LINE_BYTES_MAX: usize = 4096;
const STEPS_OF_LINE_MAX: u32 = 256;

/** Where the step that comes next is linked: in a step or in the head. */
let link: usize = 0;
/** The steps of wanted values, by want. */
const found = memory.data(64);
/** The level and the method that are text: their numbers and one, 0 for none. */
let textLevel: u32 = 0;
let textMethod: u32 = 0;

/**
 * Remember the shape of the line `[start, end)`, which was counted the long way: its positions end at `last`, and what its values are candidates for was noted
 * by position.
 */
export function learnShape(start: usize, last: usize, end: usize): void {
  if (last - POSITIONS > JSON_POSITIONS_MAX << 2 || end - start > LINE_BYTES_MAX) return;
  if (load<u32>(JSON_SHAPES, HEAD_STEPS) > JSON_STEPS_MAX - STEPS_OF_LINE_MAX || load<u32>(JSON_SHAPES, HEAD_LEAVES) == JSON_LEAVES_MAX) forgetShapes();
  memory.fill(found, 0, JSON_WANTS_BYTES);
  textLevel = 0;
  textMethod = 0;
  link = JSON_SHAPES + HEAD_NEXT;
  let from = start;
  for (let at = POSITIONS; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    if (load<u8>(position) != COLON) continue;
    const value = position + 1 + usize(load<u8>(position, 1) == SPACE);
    const first = <u32>load<u8>(value);
    if (first == OPENING) continue;
    const candidate = load<u32>(JSON_NOTED + (at - POSITIONS));
    // Of a contained line any string will do.
    const isWanted = candidate != NO_CANDIDATE && <usize>load<u8>(JSON_CANDIDATE_WANTS + <usize>candidate) != CONTAINED;
    if (first == QUOTE) {
      const special = findSpecial(value + 1, end);
      const isPlain = load<u8>(special) == QUOTE;
      // Of a wanted string with escapes the slow path knows what it says.
      const closing = isPlain ? special : isWanted ? 0 : findStringEnd(special, end);
      if (closing == 0) return;
      if (isWanted && isTextual(candidate, value + 1, closing)) continue;
      addStep(from, value + 1, isWanted ? STRING : ANY_STRING, candidate);
      from = closing + 1;
    } else if (first == BRACKET) {
      const arrayEnd = findArrayEnd(value, end);
      if (arrayEnd == 0) return;
      addStep(from, value, ARRAY, NO_CANDIDATE);
      from = arrayEnd;
    } else if (isWanted && first - 0x30 < 10) {
      addStep(from, value, NUMBER, candidate);
      from = findWordEnd(value);
    } else if (!isWanted) {
      addStep(from, value, WORD, NO_CANDIDATE);
      from = findWordEnd(value);
    } else if (!isNull(value)) return;
    // Of a wanted value that is null the word is text: with another one another candidate might be best.
  }
  finishShape(from, <usize>load<u32>(last - 4) + 1);
}

/**
 * Whether the string `[start, end)` is the level or the method of the line. There are few of either, and most lines have the same: so they are text, and lines
 * with others have another shape.
 */
function isTextual(candidate: u32, start: usize, end: usize): bool {
  if (load<u32>(JSON_BEST + (LEVEL << 2)) == candidate) {
    textLevel = findLevelName(start, end) + 1;
    return textLevel != 0;
  }
  if (load<u32>(JSON_BEST + (METHOD << 2)) != candidate) return false;
  textMethod = findMethodName(start, end) + 1;
  return textMethod != 0;
}

/** Whether the want has a value that is text. */
function hasText(want: usize): bool {
  return want == LEVEL ? textLevel != 0 : want == METHOD && textMethod != 0;
}

/** Add the step at the end, unless a best value is not in any step. */
function finishShape(from: usize, end: usize): void {
  for (let want: usize = 0; want < JSON_WANTS; want++) {
    const place = want << 2;
    if (load<u32>(JSON_BEST + place) != NO_BEST && load<u32>(found + place) == 0 && !hasText(want)) return;
  }
  const step = addStep(from, end, END, NO_CANDIDATE);
  let leaf = <usize>load<u32>(step, NEXT);
  if (leaf == 0) {
    const number = load<u32>(JSON_SHAPES, HEAD_LEAVES);
    store<u32>(JSON_SHAPES, number + 1, HEAD_LEAVES);
    leaf = JSON_LEAVES + <usize>number * JSON_LEAF_BYTES;
    store<u32>(step, <u32>leaf, NEXT);
  }
  memory.copy(leaf + LEAF_BEST, JSON_BEST, JSON_WANTS_BYTES);
  memory.copy(leaf + LEAF_STEPS, found, JSON_WANTS_BYTES);
  store<u32>(leaf, textLevel, LEAF_LEVEL);
  store<u32>(leaf, textMethod, LEAF_METHOD);
}

/** Go to the step with this text and kind, which is made if it is not there. */
function addStep(start: usize, end: usize, kind: u32, candidate: u32): usize {
  let from = start;
  for (; end - from > TEXT_BYTES_MAX; from += TEXT_BYTES_MAX) link = findOrMake(from, TEXT_BYTES_MAX, NOTHING) + NEXT;
  const step = findOrMake(from, end - from, kind);
  link = step + NEXT;
  if (candidate != NO_CANDIDATE) {
    for (let want: usize = 0; want < JSON_WANTS << 2; want += 4) if (load<u32>(JSON_BEST + want) == candidate) store<u32>(found + want, <u32>step);
  }
  return step;
}

function findOrMake(text: usize, length: usize, kind: u32): usize {
  const made = JSON_STEPS + <usize>load<u32>(JSON_SHAPES, HEAD_STEPS) * JSON_STEP_BYTES;
  memory.fill(made, 0, JSON_STEP_BYTES);
  memory.copy(made + TEXT, text, min(length, 16));
  store<u32>(made, length == TEXT_BYTES_MAX ? 0 : u32.MAX_VALUE << <u32>length, UNCOUNTED);
  if (length > 16) memory.copy(made + REST, text + 16, length - 16);
  store<u32>(made, <u32>length, TEXT_BYTES);
  store<u32>(made, kind, KIND);
  let others = 0;
  let lastLink = link;
  for (let step = <usize>load<u32>(link); step != 0; step = <usize>load<u32>(step, OTHER)) {
    if (memory.compare(step, made, NEXT) == 0) return step;
    lastLink = step + OTHER;
    others++;
  }
  store<u32>(JSON_SHAPES, load<u32>(JSON_SHAPES, HEAD_STEPS) + 1, HEAD_STEPS);
  // Behind the others: what comes first mostly comes most.
  store<u32>(others == OTHERS_MAX ? link : lastLink, <u32>made);
  return made;
}

function forgetShapes(): void {
  memory.fill(JSON_SHAPES, 0, JSON_SHAPES_HEAD_BYTES);
}
