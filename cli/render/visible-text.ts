/** Every character that a terminal might act on instead of showing it: controls, formats (bidirectional ones too), lone surrogates, line separators. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * What a log or an error message says, as text that is only shown and never acted on: `ESC` becomes `\x1b`, a right-to-left override `\u202e`.
 * One line stays one line.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
