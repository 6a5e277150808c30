const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
/** Characters that one call of `String.fromCharCode` takes. */
const CHARACTERS_PER_CALL = 1024;

/** Bytes as a string of one character a byte: equal and ordered as the bytes are, whatever they are. The pair of {@link textToBytes}. */
export function bytesToText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let at = start; at < end; at += CHARACTERS_PER_CALL) text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + CHARACTERS_PER_CALL)));
  return text;
}

/** The bytes of a string of one character a byte. */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Bytes as people read them: UTF-8, invalid bytes replaced by U+FFFD. */
export function readableText(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}
