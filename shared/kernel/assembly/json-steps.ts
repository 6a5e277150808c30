// The memory of shapes of JSON lines, see `json-shapes.ts`: where things are in a step, in a leaf, and in the head of all of them.

/** A step: text that a line has at this place, up to 32 bytes in two halves, a bit for each byte that does not count, and how many do. */
export const TEXT: usize = 0;
export const REST: usize = 16;
export const UNCOUNTED: usize = 32;
export const TEXT_BYTES: usize = 36;
/** The longest text of a step. */
export const TEXT_BYTES_MAX: usize = 32;
/** What follows on the text, see the kinds. */
export const KIND: usize = 40;
/** The first step that may be next, and another one that may be in this one's stead: addresses, 0 for none. Of an end the leaf is next. */
export const NEXT: usize = 44;
export const OTHER: usize = 48;
/** How long the value was in lines before, if it mostly is. */
export const EXPECTED: usize = 52;
/** The value that was read last: the addresses of its first byte and of the one behind, and of a number its digits and how many of them are decimals. */
export const VALUE: usize = 56;
export const VALUE_END: usize = 60;
export const DIGITS: usize = 64;
export const DECIMALS: usize = 72;
/** How often the value was not as long as expected lately, and in which line it was not last. */
export const SURPRISES: usize = 76;
export const SURPRISED: usize = 80;
/** Of a service or host: its memo, see `record.ts`. */
export const KEY_MEMO: usize = 96;
/** Of an array: the last one, if it has at most so many bytes, and how many it has, 0 before the first one. */
export const ARRAY_MEMO: usize = 96;
export const ARRAY_MEMO_BYTES: usize = 32;
export const ARRAY_BYTES: usize = 64;

/** A string: the text ends with its opening quote. */
export const STRING: u32 = 0;
/** A string that nobody wants, which may have escapes. */
export const ANY_STRING: u32 = 1;
/** A number that begins with a digit. */
export const NUMBER: u32 = 2;
/** A number, `true`, `false` or `null`, which nobody wants. */
export const WORD: u32 = 3;
/** An array of strings and words, which nobody wants. */
export const ARRAY: u32 = 4;
/** Nothing: the text goes on in the next step. */
export const NOTHING: u32 = 5;
/** The line feed, perhaps over a CR or a space. */
export const END: u32 = 6;
/** Only of lines without a shape: a wanted value that is neither a plain string nor a plain number. */
export const ODD: u32 = 7;

/** A leaf, by want: the best candidate, u32, and the step that has its value, u32, 0 for none. */
export const LEAF_BEST: usize = 0;
export const LEAF_STEPS: usize = 64;
/** The level and the method that are text of the shape, u32: their numbers and one, 0 for none. Then their wants have no step. */
export const LEAF_LEVEL: usize = 128;
export const LEAF_METHOD: usize = 132;

/** The head: the first step of all, and how many steps and leaves there are. */
export const HEAD_NEXT: usize = 0;
export const HEAD_STEPS: usize = 4;
export const HEAD_LEAVES: usize = 8;
/** Where lines of some first bytes began last: steps, by a hash of these bytes. */
export const HEAD_GUESSES: usize = 64;
