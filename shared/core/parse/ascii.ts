/** The bytes that parsers compare with, by name. */
export const NUL = 0x00;
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PAREN_OPEN = 0x28;
export const PAREN_CLOSE = 0x29;
export const ASTERISK = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const QUESTION = 0x3f;
export const UPPER_A = 0x41;
export const UPPER_Z = 0x5a;
export const BRACKET_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;
export const UNDERSCORE = 0x5f;
export const LOWER_A = 0x61;
export const LOWER_Z = 0x7a;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;
/** The bit in which lower-case letters differ from upper-case ones. */
export const CASE_BIT = 0x20;

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
