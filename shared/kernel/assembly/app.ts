import { findAccessTime } from "./access-time";
import { beginWords, countWord, findLevelWordEnd, findUndatedLevel, levelOfChannel, levelOfWord, mayBeLevel, undatedLevelEnd, wordsLeft } from "./app-level";
import { mayBeColoured } from "./colours";
import { FILE_TIME_BYTES, findOrigin, isOriginTooLong, originHostBytes, originServiceBytes } from "./app-origin";
import { path, pathMethod, readWords } from "./app-words";
import { bytes, countRequest, micros, NOT_STATED, readStatus, STATED, status } from "./app-request";
import { NOT_SURE } from "./durations";
import { HOST_MEMO, SERVICE_MEMO } from "./layout";
import { countEnvoyLine } from "./envoy";
import { countReport, mayBeReport } from "./lambda-report";
import { findLevelName } from "./levels";
import { findBehindLogStream } from "./log-stream";
import { beginsWithFields, mayBeginWithTime, maySayMore, requestQuote } from "./message";
import { NO_METHOD } from "./methods";
import { quotedMethod, quotedStatus, quotedTarget, quotedTargetEnd, readQuotedRequest } from "./quoted-request";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { beginsWithOtherTarget, isMethodLike, isTarget } from "./undated";
import { minute, readIsoTime, timeEnd, timestampMs } from "./time";
import { findWhiteSpace, isWhiteSpace, skipWhiteSpace } from "./white-space";
import { NO_LEVEL, NO_MICROS } from "./windows";

// Plain application lines: an ISO time, perhaps in brackets, then `METHOD target - status - duration`, or a level among the first words and a message, or anything.

const TAB: u32 = 0x09;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const UPPER_T: u32 = 0x54;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;
const CARRIAGE_RETURN: u32 = 0x0d;

/** ` UTC` and ` GMT` */
const UTC_WORD: u32 = 0x43545520;
const GMT_WORD: u32 = 0x544d4720;
/** `stdo` and `stde` */
const STDOUT: u32 = 0x6f647473;
const STDERR: u32 = 0x65647473;
/** `]:` */
const CLOSED_AND_COLON: u32 = 0x3a5d;
/** `stdout F `, in which `ut` or `rr` and `F` or `P` differ. */
const STREAM_BYTES: usize = 9;
const STREAM_OUT: u32 = 0x7475;
const STREAM_ERR: u32 = 0x7272;
const WHOLE: u32 = 0x46;
const PART: u32 = 0x50;
/** ` - ` */
const SEPARATOR_BYTES: usize = 3;
const SEPARATOR: u32 = 0x202d20;

// Where the line in hand is from, if it says so: without a length it does not.
let host: usize = 0;
let hostBytes: usize = 0;
let service: usize = 0;
let serviceBytes: usize = 0;

/** Where the contained line begins, when the line that {@link countAppLine} was asked about last is one of Kubernetes' containers or of a stream in CloudWatch; else 0. */
export let streamText: usize = 0;

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
export function countAppLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  hostBytes = 0;
  serviceBytes = 0;
  streamText = 0;
  if (load<u8>(start) == BRACKET_OPEN) return countBracketedLine(start, end, lineFeed);
  if (!readIsoTime(start)) return false;
  let at = timeEnd;
  if (mayBeColoured(start)) return false;
  if (at >= end) return at == end && countMessage(start, lineFeed, NO_LEVEL, NO_MICROS);
  if (!isWhiteSpace(<u32>load<u8>(at)) || isZoneLike(at)) return false;
  if (load<u32>(at) == UTC_WORD) {
    at = behindUtc(at);
    if (at == 0) return false;
  }
  at = findText(at, end);
  if (beginsWithFields(at, end)) return false;
  streamText = findBehindLogStream(start, at, end);
  if (streamText != 0) return false;
  if (mayBeReport(start, at)) return countReport(start, at, end, lineFeed);
  const text = at;
  host = at;
  let hostEnd = at;
  beginWords();
  for (let word = 0; wordsLeft > 0 && at < end; word++) {
    const wordEnd = findLevelWordEnd(at, findWhiteSpace(at, end));
    let level = mayBeLevel() ? levelOfWord(at, wordEnd, end) : NO_LEVEL;
    if (level == NO_LEVEL && word == 0 && load<u8>(timeEnd) == TAB && load<u8>(wordEnd) == TAB && at == timeEnd + 1) level = findLevelName(at, wordEnd);
    const next = skipWhiteSpace(wordEnd, end);
    // A program with a bracket at its end is no level.
    if (level != NO_LEVEL) return !(word == 1 && isDyno(start, wordEnd)) && countWithLevel(start, level, next, end, lineFeed);
    if (word == 0) {
      if (isMethodLike(at, wordEnd) && isTarget(next, end)) return countRequest(start, at, end, lineFeed);
      if (isStream(at)) {
        streamText = findStreamText(start, at, end);
        return false;
      }
      if (isDyno(start, wordEnd)) return false;
      hostEnd = wordEnd;
    } else if (word == 1 && load<u8>(wordEnd - 1) == COLON && findOrigin(start, timeEnd, host, hostEnd, at, wordEnd)) {
      if (isOriginTooLong() || beginsWithFields(next, end) || mayBeginWithTime(next, end) || findAccessTime(next, end) != 0) return false;
      hostBytes = originHostBytes;
      service = at;
      serviceBytes = originServiceBytes;
      return countUndated(start, next, end, lineFeed);
    }
    countWord(at, wordEnd, at == text);
    at = next;
  }
  return !maySayMore(text, end) && countWords(start, NO_LEVEL, text, end, lineFeed);
}

/** Count the line `[start, lineFeed)` in an envelope, whose text `[text, end)` has no time. False when it is unusual in any way; nothing is counted then. */
export function countUndatedText(start: usize, text: usize, end: usize, lineFeed: usize): bool {
  hostBytes = 0;
  serviceBytes = 0;
  return countUndated(start, text, end, lineFeed);
}

/** Count the line `[start, lineFeed)` with this level, whose time was read, and whose text is `[from, end)`. False when it is unusual in any way; nothing is counted then. */
export function countLeveledText(start: usize, level: u32, from: usize, end: usize, lineFeed: usize): bool {
  hostBytes = 0;
  serviceBytes = 0;
  return countWithLevel(start, level, from, end, lineFeed);
}

/** Count a line with a level before or as the first word of the text `[from, end)`, or with none. */
function countUndated(start: usize, from: usize, end: usize, lineFeed: usize): bool {
  if (beginsWithOtherTarget(from, end)) return false;
  const level = findUndatedLevel(from, end);
  if (level != NO_LEVEL) return countWithLevel(start, level, skipWhiteSpace(undatedLevelEnd, end), end, lineFeed);
  return !maySayMore(from, end) && countWords(start, NO_LEVEL, from, end, lineFeed);
}

/** Count a line whose time stands alone in brackets. */
function countBracketedLine(start: usize, end: usize, lineFeed: usize): bool {
  if (!readIsoTime(start + 1) || load<u8>(timeEnd) != BRACKET_CLOSE || timeEnd >= end) return false;
  if (mayBeColoured(start)) return false;
  let at = findText(timeEnd + 1, end);
  if (at < end && load<u8>(at) == QUOTE) return countEnvoyLine(start, at, end, lineFeed);
  if (beginsWithFields(at, end)) return false;
  const text = at;
  beginWords();
  for (let word = 0; wordsLeft > 0 && at < end; word++) {
    let wordEnd = findWhiteSpace(at, end);
    let level = NO_LEVEL;
    if (word == 0) {
      if (isMethodLike(at, wordEnd) && isTarget(skipWhiteSpace(wordEnd, end), end) && levelOfWord(at, wordEnd, end) == NO_LEVEL) return countRequest(start, at, end, lineFeed);
      if (load<u8>(wordEnd - 1) == COLON) level = levelOfChannel(at, wordEnd - 1);
    }
    if (level == NO_LEVEL) {
      wordEnd = findLevelWordEnd(at, wordEnd);
      if (mayBeLevel()) level = levelOfWord(at, wordEnd, end);
    }
    const next = skipWhiteSpace(wordEnd, end);
    if (level != NO_LEVEL) return countWithLevel(start, level, next, end, lineFeed);
    countWord(at, wordEnd, at == text);
    at = next;
  }
  return !maySayMore(text, end) && countWords(start, NO_LEVEL, text, end, lineFeed);
}

/** Where the text begins behind the stream at `at`, and the mark of a whole line or of a part, in a line that begins at `start`; 0 when that is for the slow path to say. */
function findStreamText(start: usize, at: usize, end: usize): usize {
  const text = at + STREAM_BYTES;
  if (text > end || load<u8>(start, 10) != UPPER_T || load<u16>(at, 4) != (load<u32>(at) == STDOUT ? STREAM_OUT : STREAM_ERR)) return 0;
  const mark = load<u8>(at, 7);
  return load<u8>(at, 6) == SPACE && (mark == WHOLE || mark == PART) && load<u8>(at, 8) == SPACE ? text : 0;
}

/** Whether `stdout` or `stderr` may stand at `at`, as in the logs of Kubernetes' containers. */
// @ts-ignore: decorator
@inline function isStream(at: usize): bool {
  const word = load<u32>(at);
  return word == STDOUT || word == STDERR;
}

/** Whether the word that ends at `wordEnd` may be a program and its dyno, or a program with such an end, in a line of Heroku or of rsyslog that begins at `start`. */
// @ts-ignore: decorator
@inline function isDyno(start: usize, wordEnd: usize): bool {
  return load<u16>(wordEnd - 2) == CLOSED_AND_COLON && timeEnd - start == FILE_TIME_BYTES;
}

/** Where the text begins behind a time that ends at `at`, and perhaps ` - `. */
// @ts-ignore: decorator
@inline function findText(at: usize, end: usize): usize {
  return skipWhiteSpace((load<u32>(at) & 0xffffff) == SEPARATOR && at + SEPARATOR_BYTES <= end ? at + SEPARATOR_BYTES : at, end);
}

/** Count a line with this level, in whose message `[from, end)` there may be a request or a duration. */
// @ts-ignore: decorator
@inline function countWithLevel(start: usize, level: u32, from: usize, end: usize, lineFeed: usize): bool {
  return !beginsWithOtherTarget(from, end) && !maySayMore(from, end) && countWords(start, level, from, end, lineFeed);
}

/** Count a line whose text `[from, end)` was seen to say no more than words can: a request with its status, or behind a level a duration. */
function countWords(start: usize, level: u32, from: usize, end: usize, lineFeed: usize): bool {
  const took = readWords(from, end, level != NO_LEVEL);
  if (took == NOT_SURE) return false;
  if (requestQuote != 0) {
    return readQuotedRequest(from, requestQuote, end) && countStated(start, lineFeed, quotedStatus, level, 0, took, quotedMethod, quotedTarget, quotedTargetEnd);
  }
  if (path != 0) {
    const targetEnd = findWhiteSpace(path, end);
    const stated = readStatus(targetEnd, end, true);
    if (stated == STATED) return countStated(start, lineFeed, status, level, bytes, micros == NO_MICROS ? took : micros, pathMethod, path, targetEnd);
    if (stated != NOT_STATED) return false;
  }
  return countMessage(start, lineFeed, level, took);
}

/** Count a line with a request whose target is `[target, targetEnd)`. */
function countStated(start: usize, lineFeed: usize, code: u32, level: u32, size: u64, took: i32, method: u32, target: usize, targetEnd: usize): bool {
  findRoute(target, targetEnd);
  countRecord(start, lineFeed, minute, timestampMs, code, level, size, took, method, routeLength, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  return true;
}

/** Whether the word behind the space at `at` may be the zone of the time before it. */
// @ts-ignore: decorator
@inline function isZoneLike(at: usize): bool {
  const next = <u32>load<u8>(at, 1);
  return next == PLUS || load<u32>(at) == GMT_WORD || (next == MINUS && load<u8>(at, 2) != SPACE);
}

/** The space behind the ` UTC` at `at`, which stands behind a time that is read as UTC; 0 when that has a zone of its own, or something else follows. */
function behindUtc(at: usize): usize {
  const last = <u32>load<u8>(at - 1);
  const isBare = last - 0x30 < 10 && !isSign(<u32>load<u8>(at - 5)) && !isSign(<u32>load<u8>(at - 6));
  return isBare && load<u8>(at, 4) == SPACE ? at + 4 : 0;
}

// @ts-ignore: decorator
@inline function isSign(byte: u32): bool {
  return byte == PLUS || byte == MINUS;
}

function countMessage(start: usize, lineFeed: usize, level: u32, micros: i32): bool {
  countRecord(start, lineFeed, minute, timestampMs, 0, level, 0, micros, NO_METHOD, 0, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  return true;
}
