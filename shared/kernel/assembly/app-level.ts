import { findLevelName, findUpperCaseName } from "./levels";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { NO_LEVEL } from "./windows";

// The words of a plain application line that name a level.

const POINT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const EQUALS: u32 = 0x3d;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;
const ZONE_LETTERS_MIN: usize = 3;
const ZONE_LETTERS_MAX: usize = 4;
/** `DT`, `ET` and `ST`, which names of zones end in. */
const DAYLIGHT_TIME: u32 = 0x5444;
const EUROPEAN_TIME: u32 = 0x5445;
const STANDARD_TIME: u32 = 0x5453;

/** A level stands among the first so many words; so many more may be such that do not count. */
const LEVEL_WORDS_MAX: i32 = 4;
const FREE_WORDS_MAX: i32 = 8;

/** How many words are still looked at; how many that do not count may be; and whether the word in hand stands within brackets. */
export let wordsLeft: i32 = 0;
let freeLeft: i32 = 0;
let isWithin: bool = false;
let wordNumber: i32 = 0;

/** Words are looked at from here on. */
// @ts-ignore: decorator
@inline export function beginWords(): void {
  wordsLeft = LEVEL_WORDS_MAX;
  freeLeft = FREE_WORDS_MAX;
  isWithin = false;
  wordNumber = 0;
}

// @ts-ignore: decorator
@inline function endsAsZone(end: usize): bool {
  const last = <u32>load<u16>(end - 2);
  return last == DAYLIGHT_TIME || last == EUROPEAN_TIME || last == STANDARD_TIME;
}

/** Whether the word in hand may be a level: behind the first ones not within brackets. */
// @ts-ignore: decorator
@inline export function mayBeLevel(): bool {
  return !isWithin || wordNumber < LEVEL_WORDS_MAX;
}

/** Count the word `[start, end)`, which is no level: not if it stands within brackets, has a `=`, or is the first and may name a zone. */
export function countWord(start: usize, end: usize, isFirst: bool): void {
  let hasEquals = false;
  let isClosing = false;
  let isUpperCase = true;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    hasEquals = (i32(hasEquals) | i32(byte == EQUALS)) as bool;
    isClosing = (i32(isClosing) | i32(byte == BRACKET_CLOSE)) as bool;
    isUpperCase = (i32(isUpperCase) & i32(byte - 0x41 < 26)) as bool;
  }
  const isZone = isFirst && isUpperCase && end - start - ZONE_LETTERS_MIN <= ZONE_LETTERS_MAX - ZONE_LETTERS_MIN && endsAsZone(end);
  wordNumber++;
  if (freeLeft > 0 && (isWithin || hasEquals || isZone)) freeLeft--;
  else wordsLeft--;
  isWithin = !isClosing && (isWithin || load<u8>(start) == BRACKET_OPEN);
}

/** Where the level ends that {@link findUndatedLevel} found. */
export let undatedLevelEnd: usize = 0;

/** The level of the text `[start, end)` without a time, which stands before or is the first word that begins with a letter, has no `=` and stands not within brackets; {@link NO_LEVEL} when there is none. */
export function findUndatedLevel(start: usize, end: usize): u32 {
  beginWords();
  let at = start;
  while (wordNumber <= FREE_WORDS_MAX && at < end) {
    undatedLevelEnd = findLevelWordEnd(at, findWhiteSpace(at, end));
    const level = mayBeLevel() ? levelOfWord(at, undatedLevelEnd, end) : NO_LEVEL;
    if (level != NO_LEVEL) return level;
    const left = wordsLeft;
    const isLetter = (<u32>load<u8>(at) | 0x20) - 0x61 < 26;
    countWord(at, undatedLevelEnd, false);
    // It counts if it is neither within brackets nor has a `=`.
    if (isLetter && wordsLeft < left) return NO_LEVEL;
    at = skipWhiteSpace(undatedLevelEnd, end);
  }
  return NO_LEVEL;
}

/** Where the word `[start, wordEnd)` ends if a bracket that follows brackets directly begins another one. */
// @ts-ignore: decorator
@inline export function findLevelWordEnd(start: usize, wordEnd: usize): usize {
  return load<u8>(start) == BRACKET_OPEN ? findNextBracket(start, wordEnd) : wordEnd;
}

function findNextBracket(start: usize, end: usize): usize {
  for (let at = start + 1; at < end; at++) if (load<u8>(at) == BRACKET_OPEN && load<u8>(at - 1) == BRACKET_CLOSE) return at;
  return end;
}

/** The level that the word `[start, end)` names: `LEVEL`, `[level]`, `[module:level]`, `level:`, `[level]:`, `[level ]`, a half of `[LEVEL ]`, `LEVEL:logger…` or `LEVEL[process]…`. */
// @ts-ignore: decorator
@inline export function levelOfWord(start: usize, end: usize, lineEnd: usize): u32 {
  const hasColon = load<u8>(end - 1) == COLON;
  let nameEnd = end - usize(hasColon);
  const hasClose = nameEnd > start && load<u8>(nameEnd - 1) == BRACKET_CLOSE;
  nameEnd -= usize(hasClose);
  const hasOpen = start < nameEnd && load<u8>(start) == BRACKET_OPEN;
  const nameStart = hasOpen ? (hasClose ? findModuleEnd(start + 1, nameEnd) : start + 1) : start;
  const isAnyCase = hasColon || (hasOpen && (hasClose || isClosed(end, lineEnd)));
  const level = isAnyCase ? findLevelName(nameStart, nameEnd) : findUpperCaseName(nameStart, nameEnd);
  return level == NO_LEVEL && <u32>load<u8>(start) - 0x41 < 26 ? levelBefore(start, end) : level;
}

/** The level in front of `:` and a letter, or of a bracket and a digit. */
function levelBefore(start: usize, end: usize): u32 {
  let at = start + 1;
  while (at < end && <u32>load<u8>(at) - 0x41 < 26) at++;
  if (at + 1 >= end) return NO_LEVEL;
  const next = <u32>load<u8>(at, 1);
  const isBefore = (load<u8>(at) == COLON && (next | 0x20) - 0x61 < 26) || (load<u8>(at) == BRACKET_OPEN && next - 0x30 < 10);
  return isBefore ? findUpperCaseName(start, at) : NO_LEVEL;
}

/** The address behind the last `:`, or `start` when there is none. */
function findModuleEnd(start: usize, end: usize): usize {
  let at = end;
  while (at > start && load<u8>(at - 1) != COLON) at--;
  return at;
}

/** Whether white space and `]` stand at `wordEnd`. */
function isClosed(wordEnd: usize, end: usize): bool {
  const next = skipWhiteSpace(wordEnd, end);
  return next > wordEnd && next < end && load<u8>(next) == BRACKET_CLOSE;
}

/** The level of `channel.LEVEL`, as Monolog writes it, of `LEVEL`, or of `level/Facility`, as Icinga does. */
export function levelOfChannel(start: usize, end: usize): u32 {
  let name = end;
  while (name > start && load<u8>(name - 1) != POINT) name--;
  const level = findUpperCaseName(name, end);
  if (level != NO_LEVEL) return level;
  let slash = start;
  while (slash < end && load<u8>(slash) != SLASH) slash++;
  return slash < end && <u32>load<u8>(slash, 1) - 0x41 < 26 ? findLevelName(start, slash) : NO_LEVEL;
}
