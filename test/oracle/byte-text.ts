/**
 * The oracle works on "byte text": a string with one character per byte (Latin-1), so that regular expressions can be used on
 * lines whose encoding nobody knows. These functions lead from and to readable text.
 */

/** The byte text of `bytes`. */
export function toByteText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The byte text of readable text: its UTF-8 bytes; a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Readable text of byte text: decoded as UTF-8, with U+FFFD for what is invalid. */
export function decodeText(byteText: string): string {
  return Buffer.from(byteText, "latin1").toString("utf8");
}

/** The text without the bytes of `trimmed` at its end. A regular expression would need a time with the square of their number. */
export function trimEndOf(byteText: string, trimmed: string): string {
  let end = byteText.length;
  while (end > 0 && trimmed.includes(byteText[end - 1] as string)) end--;
  return byteText.slice(0, end);
}

/** Upper case for `a`–`z` alone: `toUpperCase` would change bytes from 0x80 up. */
export function upperAscii(byteText: string): string {
  return byteText.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
