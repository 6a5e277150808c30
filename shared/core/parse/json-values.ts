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
  /** The slots that this line has set, `touched[0, touchedCount)`. */
  touched: Int32Array;
  touchedCount: number;
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
  const slots = keys.slotContainers.length;
  const containers = Int32Array.from(keys.slotContainers);
  const kinds = new Uint8Array(slots);
  const isTouched = new Uint8Array(slots);
  let scratch = new Uint8Array(SCRATCH_BYTES);
  let scratchUsed = 0;

  const values: JsonValues = {
    kinds,
    starts: new Int32Array(slots),
    ends: new Int32Array(slots),
    touched: new Int32Array(slots),
    touchedCount: 0,
    reset() {
      for (let i = 0; i < values.touchedCount; i++) {
        const slot = values.touched[i]!;
        kinds[slot] = VALUE_NONE;
        isTouched[slot] = 0;
      }
      values.touchedCount = 0;
      scratchUsed = 0;
    },
    note(slot, kind, start, end) {
      if (isTouched[slot] === 0) {
        isTouched[slot] = 1;
        values.touched[values.touchedCount++] = slot;
      }
      kinds[slot] = kind;
      values.starts[slot] = start;
      values.ends[slot] = end;
    },
    forget(container) {
      for (let i = 0; i < values.touchedCount; i++) {
        const slot = values.touched[i]!;
        if (containers[slot] === container) kinds[slot] = VALUE_NONE;
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
      text.start = values.starts[slot]!;
      text.end = values.ends[slot]!;
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
