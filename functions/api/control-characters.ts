const DEL = 0x7f;
const SPACE = 0x20;

/** Whether the text holds a character of C0, or DEL: no name needs one, and XML and logs cannot show them. */
export function hasControlCharacters(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code === DEL) return true;
  }
  return false;
}
