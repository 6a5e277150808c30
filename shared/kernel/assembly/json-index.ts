import { BITMAPS, BITMAP_STRIDE, ESCAPED, FAULTS, LINE_ENDS, NO_POSITION, POSITIONS } from "./layout";
import { classify, classifySpaces, CLOSINGS, COLONS, COMMAS, findBytes, findControls, LINE_FEEDS, ODD_ONES, OPENINGS, QUOTES, SPACES } from "./json-bitmaps";
import { writeFewPositions, writePositions } from "./positions";

// Stage 2 of JSON lines: from bitmaps to positions, and the grammar, 64 bytes at a time.
//
// Every byte outside of strings is a colon, a comma, a brace, a space, a line feed, or part of a *word*: a number or a literal. A line is plain JSON if
// what stands behind each of these is right: behind `{` and `,` a key, behind a key a colon, behind a colon a value, behind a value `,`, `}` or the end.
// In an array, behind `[` and `,` a value. One space may stand in between. Anything else is a *fault*, and its line goes to the slow path: arrays and objects in
// arrays, empty objects, two spaces, and errors.
// Most programs write no spaces: they are only looked for once a fault was found, and from then on. Before that a space is part of a word.
// What braces, and words in arrays and behind colons, are is left to whoever walks the positions. How escaped quotes and strings are found in whole words of bits follows
// "Parsing Gigabytes of JSON per Second", Langdale and Lemire, 2019.

const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;

/** Positions behind bits, over one space: `carried` and `carriedOver` are what the words before left. */
// @ts-ignore: decorator
@inline function afterSpace(next: u64, spaces: u64, carriedOver: u64): u64 {
  return (next & ~spaces) | ((next & spaces) << 1) | carriedOver;
}

/** The running parity of bits, from `before` on. */
// @ts-ignore: decorator
@inline function parityOf(from: u64, before: u64): u64 {
  let bits = from;
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits ^ before;
}

/** What is open at a line feed, strings or arrays, ends there. */
function endAtLineFeeds(open: u64, lineFeeds: u64): u64 {
  let fixed = open;
  let inside = fixed & lineFeeds;
  while (inside != 0) {
    // All bits from the line feed on.
    fixed ^= 0 - (inside & (0 - inside));
    inside = fixed & lineFeeds;
  }
  return fixed;
}

/** Whether lines lately had spaces outside of strings. */
let hasSpaces: bool = false;

/** Index `[from, end)` as {@link indexLines} does; again if its first fault says that there are spaces. */
export function indexJson(from: usize, end: usize): void {
  classify(from, end);
  spacesSeen = 0;
  if (hasSpaces) classifySpaces(from, end);
  indexLines(from, end);
  if (!hasSpaces && load<u32>(FAULTS) != NO_POSITION) {
    hasSpaces = true;
    classifySpaces(from, end);
    indexLines(from, end);
  }
  if (spacesSeen == 0) hasSpaces = false;
}

let spacesSeen: u64 = 0;

/**
 * Index `[from, end)`, which begins with a line: write the positions of colons, braces and line feeds outside of strings and of words in arrays, which of
 * them are line feeds, the faults, and the bytes behind backslashes.
 */
function indexLines(from: usize, end: usize): void {
  let to = POSITIONS;
  let faults = FAULTS;
  let escapes = ESCAPED;
  let lineEnds = LINE_ENDS;
  let bitmaps = BITMAPS;
  // What one word of bits leaves to the next: a 1 in the lowest bit, or all ones.
  let escapedFirst: u64 = 0;
  let inString: u64 = 0;
  let inArray: u64 = 0;
  let arrayOpened: u64 = 0;
  let keyGoesOn: u64 = 0;
  let word: u64 = 0;
  let beforeKey: u64 = 0;
  let beforeKeyOver: u64 = 0;
  let beforeValue: u64 = 0;
  let beforeValueOver: u64 = 0;
  let behindKey: u64 = 0;
  let behindKeyOver: u64 = 0;
  let behindValue: u64 = 0;
  let behindValueOver: u64 = 0;
  for (let at = from; at < end; at += 64, bitmaps += BITMAP_STRIDE) {
    let quotes = load<u64>(bitmaps, QUOTES);
    let backslashes: u64 = 0;
    let controls: u64 = 0;
    let brackets: u64 = 0;
    let closingBrackets: u64 = 0;
    const lineFeeds = load<u64>(bitmaps, LINE_FEEDS);
    const base = <u32>at;
    if (load<u64>(bitmaps, ODD_ONES) != 0) {
      backslashes = findBytes(at, 0x5c);
      controls = findControls(at) & ~lineFeeds;
      closingBrackets = findBytes(at, 0x5d);
      brackets = findBytes(at, 0x5b) | closingBrackets;
    }
    if ((backslashes | escapedFirst) != 0) {
      const first = backslashes & ~escapedFirst;
      const evens = (((first << 1) | ODD_BITS) - first) ^ ODD_BITS;
      const escaped = evens ^ (backslashes | escapedFirst);
      escapedFirst = (evens & backslashes) >> 63;
      quotes &= ~escaped;
      escapes = writePositions(escapes, escaped & usable(at, end), base);
    }
    // From each opening quote to the byte before the closing one.
    let strings = parityOf(quotes, inString);
    let cut = strings & lineFeeds;
    if (cut != 0) strings = endAtLineFeeds(strings, lineFeeds);
    inString = <u64>(<i64>strings >> 63);

    const opened = quotes & strings;
    const closed = quotes & ~strings;
    const outside = ~(strings | quotes);
    const colons = load<u64>(bitmaps, COLONS) & outside;
    const commas = load<u64>(bitmaps, COMMAS) & outside;
    const openings = load<u64>(bitmaps, OPENINGS) & outside;
    const closings = load<u64>(bitmaps, CLOSINGS) & outside;
    let spaces: u64 = 0;
    if (hasSpaces) {
      spaces = load<u64>(bitmaps, SPACES) & outside;
      spacesSeen |= spaces;
    }
    brackets &= outside;
    const words = outside & ~(colons | commas | openings | closings | brackets | spaces | lineFeeds);

    // From each opening bracket to the byte before the closing one: arrays in arrays make a bracket of the wrong kind of it.
    let arrays: u64 = 0;
    if ((brackets | inArray) != 0) {
      arrays = parityOf(brackets, inArray);
      cut |= arrays & lineFeeds;
      if ((arrays & lineFeeds) != 0) arrays = endAtLineFeeds(arrays, lineFeeds);
      inArray = <u64>(<i64>arrays >> 63);
      cut |= (brackets & arrays & closingBrackets) | (brackets & ~arrays & ~closingBrackets) | (arrays & (colons | openings | closings));
    }
    const arrayOpenings = brackets & arrays;
    const arrayClosings = brackets & ~arrays;
    const emptyArrays = ((arrayOpenings << 1) | arrayOpened) & arrayClosings;
    arrayOpened = arrayOpenings >> 63;

    // Where a key has to begin.
    const keysFollow = openings | (commas & ~arrays);
    let next = (keysFollow << 1) | beforeKey;
    const keys = afterSpace(next, spaces, beforeKeyOver);
    beforeKey = keysFollow >> 63;
    beforeKeyOver = (next & spaces) >> 63;
    // The strings that begin there: adding to their first bit carries to the quote that closes them.
    const keyStarts = keys & opened;
    const sum = strings + keyStarts;
    const sumOver = sum + keyGoesOn;
    keyGoesOn = u64(sum < strings) | u64(sumOver < sum);
    const closedKeys = sumOver & ~strings & closed;
    // Where a value has to begin.
    const valuesFollow = colons | (commas & arrays) | arrayOpenings;
    next = (valuesFollow << 1) | beforeValue;
    const values = afterSpace(next, spaces, beforeValueOver);
    beforeValue = valuesFollow >> 63;
    beforeValueOver = (next & spaces) >> 63;
    // Where a colon has to stand.
    next = (closedKeys << 1) | behindKey;
    const wantedColons = afterSpace(next, spaces, behindKeyOver);
    behindKey = closedKeys >> 63;
    behindKeyOver = (next & spaces) >> 63;
    // Where an object has to go on or end.
    const ended = (closed & ~closedKeys) | closings | arrayClosings;
    next = (ended << 1) | behindValue | (((words << 1) | word) & ~words);
    const wantedEnds = afterSpace(next, spaces, behindValueOver);
    const wordStarts = words & ~((words << 1) | word);
    behindValue = ended >> 63;
    behindValueOver = (next & spaces) >> 63;
    word = words >> 63;

    const found =
      (keys & ~opened) |
      (values & ~(opened | openings | words | arrayOpenings | emptyArrays)) |
      (wantedColons & ~colons) |
      (wantedEnds & ~(commas | closings | arrayClosings | lineFeeds)) |
      controls |
      cut;
    const wanted = usable(at, end);
    if ((found & wanted) != 0) faults = writePositions(faults, withoutLineEnds(found & wanted, at), base);

    const bits = (colons | openings | closings | lineFeeds | (wordStarts & arrays)) & wanted;
    // Few words have more than one line feed; the place of one that is not there is written over.
    let feeds = lineFeeds & wanted;
    store<u32>(lineEnds, <u32>to + (<u32>popcnt(bits & (feeds - 1) & ~feeds) << 2));
    lineEnds += <usize>u32(feeds != 0) << 2;
    for (feeds &= feeds - 1; feeds != 0; feeds &= feeds - 1, lineEnds += 4) store<u32>(lineEnds, <u32>to + (<u32>popcnt(bits & ((feeds & (0 - feeds)) - 1)) << 2));
    to = writeFewPositions(to, bits, base);
  }
  store<u32>(faults, NO_POSITION);
  store<u32>(escapes, NO_POSITION);
  store<u32>(lineEnds, 0);
}

/** The bits but for those of a CR before a line feed: it is no part of its line. */
function withoutLineEnds(faults: u64, at: usize): u64 {
  let kept: u64 = 0;
  for (let bits = faults; bits != 0; bits &= bits - 1) {
    const bit = ctz(bits);
    if (load<u16>(at + <usize>bit) != 0x0a0d) kept |= <u64>1 << bit;
  }
  return kept;
}

/** The bits of the word at `at` that are before `end`. */
// @ts-ignore: decorator
@inline function usable(at: usize, end: usize): u64 {
  return at + 64 > end ? (<u64>1 << <u64>(end - at)) - 1 : u64.MAX_VALUE;
}
