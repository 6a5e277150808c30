import { classify, CLOSINGS, COLONS, COMMAS, findBytes, findControls, ODD_ONES, OPENINGS, QUOTES, SPACES } from "./json-bitmaps";
import { isEscape } from "./json-strings";
import { BITMAPS, BITMAP_STRIDE, POSITIONS } from "./layout";
import { writeFewPositions } from "./positions";

// Stage 2 of JSON lines without a known shape: from bitmaps to positions, and the grammar, 64 bytes at a time.
//
// Every byte outside of strings is a colon, a comma, a brace, a space, or part of a *word*: a number or a literal. A line is plain JSON if
// what stands behind each of these is right: behind `{` and `,` a key, behind a key a colon, behind a colon a value, behind a value `,`, `}` or the end.
// In an array, behind `[` and `,` a value. One space may stand in between. A line with anything else goes to the slow path: arrays and objects in
// arrays, empty objects, two spaces, and errors.
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

/** Whether the line that was indexed last has a backslash. */
export let hasEscapes: bool = false;

/**
 * Index the line `[from, end)`: write the positions of colons and braces outside of strings and of words in arrays. Returns the end of the list; 0 when the
 * line is no plain JSON.
 */
export function indexJsonLine(from: usize, end: usize): usize {
  classify(from, end);
  hasEscapes = false;
  let to = POSITIONS;
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
    const wanted = at + 64 > end ? (<u64>1 << <u64>(end - at)) - 1 : u64.MAX_VALUE;
    let quotes = load<u64>(bitmaps, QUOTES) & wanted;
    let backslashes: u64 = 0;
    let controls: u64 = 0;
    let brackets: u64 = 0;
    let closingBrackets: u64 = 0;
    if (load<u64>(bitmaps, ODD_ONES) != 0) {
      backslashes = findBytes(at, 0x5c) & wanted;
      controls = findControls(at);
      closingBrackets = findBytes(at, 0x5d) & wanted;
      brackets = (findBytes(at, 0x5b) & wanted) | closingBrackets;
    }
    if ((backslashes | escapedFirst) != 0) {
      hasEscapes = true;
      const first = backslashes & ~escapedFirst;
      const evens = (((first << 1) | ODD_BITS) - first) ^ ODD_BITS;
      const escaped = evens ^ (backslashes | escapedFirst);
      escapedFirst = (evens & backslashes) >> 63;
      quotes &= ~escaped;
      for (let bits = escaped; bits != 0; bits &= bits - 1) if (!isEscape(at + <usize>ctz(bits))) return 0;
    }
    // From each opening quote to the byte before the closing one.
    const strings = parityOf(quotes, inString);
    inString = <u64>(<i64>strings >> 63);

    const opened = quotes & strings;
    const closed = quotes & ~strings;
    const outside = ~(strings | quotes) & wanted;
    const colons = load<u64>(bitmaps, COLONS) & outside;
    const commas = load<u64>(bitmaps, COMMAS) & outside;
    const openings = load<u64>(bitmaps, OPENINGS) & outside;
    const closings = load<u64>(bitmaps, CLOSINGS) & outside;
    const spaces = load<u64>(bitmaps, SPACES) & outside;
    brackets &= outside;
    const words = outside & ~(colons | commas | openings | closings | brackets | spaces);

    // From each opening bracket to the byte before the closing one: arrays in arrays make a bracket of the wrong kind of it.
    let arrays: u64 = 0;
    let misplaced: u64 = 0;
    if ((brackets | inArray) != 0) {
      arrays = parityOf(brackets, inArray);
      inArray = <u64>(<i64>arrays >> 63);
      misplaced = (brackets & arrays & closingBrackets) | (brackets & ~arrays & ~closingBrackets) | (arrays & (colons | openings | closings));
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

    const faults =
      (keys & ~opened) |
      (values & ~(opened | openings | words | arrayOpenings | emptyArrays)) |
      (wantedColons & ~colons) |
      (wantedEnds & ~(commas | closings | arrayClosings)) |
      controls |
      misplaced;
    if ((faults & wanted) != 0) return 0;
    to = writeFewPositions(to, (colons | openings | closings | (wordStarts & arrays)) & wanted, <u32>at);
  }
  return (inString | inArray | escapedFirst) != 0 ? 0 : to;
}
