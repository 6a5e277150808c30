import type { JsonKeys } from "./json-keys.ts";
import type { TextField } from "./line-fields.ts";
import { unescapeJson } from "./json-text.ts";

/** What a slot holds: nothing or `null`; a string without and with escapes; a number; a boolean, an array or an object. */
export const VALUE_NONE = 0;
export const VALUE_STRING = 1;
export const VALUE_ESCAPED = 2;
export const VALUE_NUMBER = 3;
export const VALUE_OTHER = 4;

/** The values of wanted keys of one line, as positions in it; reused from line to line. */
export interface JsonValues {
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** The slots that this line has set, `touched[0, countTouched())`. What the others hold means nothing. */
  touched: Int32Array;
  countTouched(): number;
  /** Begin a new line. */
  reset(): void;
  /** Set a slot; the last of duplicates stays. */
  note(slot: number, kind: number, start: number, end: number): void;
  /** Empty the slots of a container, because its key came again. */
  forget(container: number): void;
  /** Memory for a text of so many bytes that is needed only until the next call. */
  scratchFor(byteLength: number): Uint8Array;
  /** Point `text` to the bytes of the string in a slot, unescaped if need be; they stay until the next line. */
  readString(bytes: Uint8Array, slot: number, text: TextField): void;
}

const SCRATCH_BYTES = 4_096;

/** Slots for the wanted keys, all empty. */
export function createJsonValues(keys: JsonKeys): JsonValues {
  const { slotCount, slotContainers } = keys;
  const kinds = new Uint8Array(slotCount);
  const starts = new Int32Array(slotCount);
  const ends = new Int32Array(slotCount);
  const isTouched = new Uint8Array(slotCount);
  const touched = new Int32Array(slotCount);
  let touchedCount = 0;
  let scratch = new Uint8Array(SCRATCH_BYTES);
  let scratchUsed = 0;

  const values: JsonValues = {
    kinds,
    starts,
    ends,
    touched,
    countTouched: () => touchedCount,
    reset() {
      for (let i = 0; i < touchedCount; i++) {
        isTouched[touched[i]!] = 0;
      }
      touchedCount = 0;
      scratchUsed = 0;
    },
    note(slot, kind, start, end) {
      if (isTouched[slot] === 0) {
        isTouched[slot] = 1;
        touched[touchedCount++] = slot;
      }
      kinds[slot] = kind;
      starts[slot] = start;
      ends[slot] = end;
    },
    forget(container) {
      for (let i = 0; i < touchedCount; i++) {
        const slot = touched[i]!;
        if (slotContainers[slot] === container) kinds[slot] = VALUE_NONE;
      }
    },
    scratchFor(byteLength) {
      // A text that was handed out keeps its own memory when a longer one needs more.
      if (scratchUsed + byteLength > scratch.length) {
        scratch = new Uint8Array(Math.max(byteLength, scratch.length * 2));
        scratchUsed = 0;
      }
      return scratch;
    },
    readString(bytes, slot, text) {
      text.bytes = bytes;
      text.start = starts[slot]!;
      text.end = ends[slot]!;
      if (kinds[slot] !== VALUE_ESCAPED) return;
      text.bytes = values.scratchFor(text.end - text.start);
      const start = scratchUsed;
      scratchUsed = unescapeJson(bytes, text.start, text.end, text.bytes, start);
      text.start = start;
      text.end = scratchUsed;
    },
  };
  return values;
}
