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

/** Upper case for `a`–`z` alone: `toUpperCase` would change bytes from 0x80 up. */
export function upperAscii(byteText: string): string {
  return byteText.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
