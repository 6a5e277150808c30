const BRACKET_OPEN = 0x5b;
/** The last byte of a control sequence is one from here to `~`. Source: ECMA-48, section 5.4. */
const FINAL_FIRST = 0x40;
const FINAL_LAST = 0x7e;
/** Parameters and what may stand behind them are from a space to `?`. */
const PARAMETER_FIRST = 0x20;

/** ESC, with which control sequences begin: programs colour what they write for people so, and files get it too. */
export const ESCAPE = 0x1b;
/** Among so many bytes at a text's begin one tells that it is coloured. */
const COLOUR_BYTES = 48;

/** Whether there is an ESC among the first bytes of the text. */
export function isColoured(bytes: Uint8Array, start: number, end: number): boolean {
  const last = Math.min(end, start + COLOUR_BYTES);
  for (let at = start; at < last; at++) if (bytes[at] === ESCAPE) return true;
  return false;
}

/** Memory for texts without their colours; what it holds is valid until the next one. */
export interface ColourRemover {
  text: Uint8Array;
  /** Writes `bytes[start, end)` without control sequences to `text`, and returns its length. */
  readonly remove: (bytes: Uint8Array, start: number, end: number) => number;
}

/** Memory of its own for whoever reads coloured texts. */
export function createColourRemover(): ColourRemover {
  const remover: ColourRemover = {
    text: new Uint8Array(0),
    remove(bytes, start, end) {
      if (remover.text.length < end - start) remover.text = new Uint8Array(end - start);
      let length = 0;
      for (let at = start; at < end;) {
        const behind = bytes[at] === ESCAPE ? findSequenceEnd(bytes, at, end) : at;
        if (behind === at) remover.text[length++] = bytes[at++]!;
        else at = behind;
      }
      return length;
    },
  };
  return remover;
}

/** The position behind the control sequence that begins at `start`; `start` when none does. */
function findSequenceEnd(bytes: Uint8Array, start: number, end: number): number {
  if (start + 1 >= end || bytes[start + 1] !== BRACKET_OPEN) return start;
  let at = start + 2;
  while (at < end && bytes[at]! >= PARAMETER_FIRST && bytes[at]! < FINAL_FIRST) at++;
  return at < end && bytes[at]! >= FINAL_FIRST && bytes[at]! <= FINAL_LAST ? at + 1 : start;
}
