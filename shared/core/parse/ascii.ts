// Parsers compare bytes with constants of their own file: the engine folds those, while an imported constant is loaded for every byte.
const TAB = 0x09;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
/** The bit in which lower-case letters differ from upper-case ones. */
const CASE_BIT = 0x20;

/** Whether the byte is an ASCII digit. */
export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Whether the byte is SP or TAB. */
export function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Whether the byte is an ASCII letter. */
export function isLetter(byte: number): boolean {
  const lower = byte | CASE_BIT;
  return lower >= LOWER_A && lower <= LOWER_Z;
}

/** Whether the byte is an ASCII letter in upper case. */
export function isUpperCase(byte: number): boolean {
  return byte >= UPPER_A && byte <= UPPER_Z;
}

/** The byte with ASCII lower-case letters made upper-case. */
export function upperCase(byte: number): number {
  return byte >= LOWER_A && byte <= LOWER_Z ? byte - CASE_BIT : byte;
}

/** The bytes of a text of ASCII characters. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether `bytes[start, end)` begins with `prefix`. */
export function beginsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false;
  return true;
}
