import { type JsonKeys, TOP } from "./json-keys.ts";
import { unescapeJson } from "./json-text.ts";
import type { TextField } from "./line-fields.ts";

/** What a slot holds: nothing or `null`; a string without and with escapes; a number; a boolean, an array or an object. */
export const VALUE_NONE = 0;
export const VALUE_STRING = 1;
export const VALUE_ESCAPED = 2;
export const VALUE_NUMBER = 3;
export const VALUE_OTHER = 4;

/** The values of wanted keys of one line, as positions in it; reused from line to line. */
export interface JsonValues {
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The slots that this line has set are `touched[0, touchedCount)`. What the others hold means nothing. */
  readonly touched: Int32Array;
  touchedCount: number;
  readonly isTouched: Uint8Array;
  /** Memory for unescaped texts, and how much of it this line has handed out. */
  scratch: Uint8Array;
  scratchUsed: number;
}

const SCRATCH_BYTES = 4_096;

/** Slots for the wanted keys, none of them set. */
export function createJsonValues({ slotCount }: JsonKeys): JsonValues {
  return {
    kinds: new Uint8Array(slotCount),
    starts: new Int32Array(slotCount),
    ends: new Int32Array(slotCount),
    touched: new Int32Array(slotCount),
    touchedCount: 0,
    isTouched: new Uint8Array(slotCount),
    scratch: new Uint8Array(SCRATCH_BYTES),
    scratchUsed: 0,
  };
}

/** Begin a new line. */
export function resetValues(values: JsonValues): void {
  for (let i = 0; i < values.touchedCount; i++) values.isTouched[values.touched[i]!] = 0;
  values.touchedCount = 0;
  values.scratchUsed = 0;
}

/** Set a slot; the last of duplicates stays. */
export function noteValue(values: JsonValues, slot: number, kind: number, start: number, end: number): void {
  if (values.isTouched[slot] === 0) {
    values.isTouched[slot] = 1;
    values.touched[values.touchedCount++] = slot;
  }
  values.kinds[slot] = kind;
  values.starts[slot] = start;
  values.ends[slot] = end;
}

/** Empty the slots of a container and of those within, because its key came again. */
export function forgetContainer(values: JsonValues, keys: JsonKeys, container: number): void {
  for (let i = 0; i < values.touchedCount; i++) {
    const slot = values.touched[i]!;
    for (let within = keys.slotContainers[slot]!; within !== TOP; within = keys.outer[within]!) if (within === container) values.kinds[slot] = VALUE_NONE;
  }
}

/** Memory for a text of so many bytes from `scratchUsed` on. A text that was handed out keeps its own memory when a longer one needs more. */
export function reserveScratch(values: JsonValues, byteLength: number): Uint8Array {
  if (values.scratchUsed + byteLength > values.scratch.length) {
    values.scratch = new Uint8Array(Math.max(byteLength, values.scratch.length * 2));
    values.scratchUsed = 0;
  }
  return values.scratch;
}

/** Point `text` to the bytes of the string in a slot, unescaped if need be; they stay until the next line. */
export function readString(values: JsonValues, bytes: Uint8Array, slot: number, text: TextField): void {
  text.bytes = bytes;
  text.start = values.starts[slot]!;
  text.end = values.ends[slot]!;
  if (values.kinds[slot] !== VALUE_ESCAPED) return;
  const scratch = reserveScratch(values, text.end - text.start);
  const start = values.scratchUsed;
  values.scratchUsed = unescapeJson(bytes, text.start, text.end, scratch, start);
  text.bytes = scratch;
  text.start = start;
  text.end = values.scratchUsed;
}
