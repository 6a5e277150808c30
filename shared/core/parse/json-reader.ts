import { LEVEL_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import { JSON_WANTS, isBareDuration, listJsonCandidates } from "./json-aliases.ts";
import { createJsonKeys } from "./json-keys.ts";
import type { JsonKeys } from "./json-keys.ts";
import { VALUE_ESCAPED, VALUE_NONE, VALUE_NUMBER, VALUE_STRING, createJsonValues, readString } from "./json-values.ts";
import type { JsonValues } from "./json-values.ts";
import { emptyLineFields } from "./line-fields.ts";
import type { LineFields, TextField } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";

const NO_CANDIDATE = 0x7fffffff;

/** What JSON lines of a job are read with: the tables that its settings make, and memory that is reused from line to line. */
export interface JsonReader {
  readonly keys: JsonKeys;
  readonly values: JsonValues;
  /** Of each candidate, the want that it serves; and for durations the power of ten to µs, and whether it is Caddy's. */
  readonly wants: Uint8Array;
  readonly shifts: Int8Array;
  readonly isBareDuration: Uint8Array;
  /** Of each want, the first candidate with a value, and that one's slot. */
  readonly best: Int32Array;
  readonly slots: Int32Array;
  /** The string that was loaded last. */
  readonly text: TextField;
  readonly level: Uint8Array;
  readonly method: Uint8Array;
  readonly requestLine: LineFields;
  readonly isoCache: MinuteCache;
  readonly clfCache: MinuteCache;
}

/** What settings make of the candidates: where each key is wanted, and what for. */
export type JsonTables = Pick<JsonReader, "keys" | "wants" | "shifts" | "isBareDuration">;

/** The tables that were built last. Nearly all jobs have the same aliases, and for a small object building them takes longer than parsing it. */
let latest: { aliases: string; tables: JsonTables } | undefined;

/** The tables of these settings. */
export function jsonTablesOf(settings: ParseSettings): JsonTables {
  const aliases = JSON.stringify(settings.jsonAliases);
  if (latest?.aliases === aliases) return latest.tables;
  const candidates = listJsonCandidates(settings);
  const count = candidates.length;
  const tables = { keys: createJsonKeys(candidates), wants: new Uint8Array(count), shifts: new Int8Array(count), isBareDuration: new Uint8Array(count) };
  for (let position = 0; position < count; position++) {
    const candidate = candidates[position]!;
    tables.wants[position] = JSON_WANTS.indexOf(candidate.want);
    tables.shifts[position] = candidate.shift;
    tables.isBareDuration[position] = isBareDuration(candidate) ? 1 : 0;
  }
  latest = { aliases, tables };
  return tables;
}

/** A reader under these settings. */
export function createJsonReader(settings: ParseSettings, localOffset: LocalOffset): JsonReader {
  const tables = jsonTablesOf(settings);
  return {
    ...tables,
    values: createJsonValues(tables.keys),
    best: new Int32Array(JSON_WANTS.length),
    slots: new Int32Array(JSON_WANTS.length),
    text: emptyLineFields().path,
    level: new Uint8Array(LEVEL_BYTES_MAX),
    method: new Uint8Array(METHOD_BYTES_MAX),
    requestLine: emptyLineFields(),
    isoCache: createMinuteCache(localOffset),
    clfCache: createMinuteCache(localOffset),
  };
}

/** Choose of every want the first candidate that has a value. Candidates are numbered in the order in which they are asked. */
export function chooseSlots({ keys, values, wants, best, slots }: JsonReader): void {
  for (let want = 0; want < best.length; want++) best[want] = NO_CANDIDATE;
  for (let i = 0; i < values.touchedCount; i++) {
    const slot = values.touched[i]!;
    if (values.kinds[slot] === VALUE_NONE) continue;
    for (let at = keys.firstCandidates[slot]!; at < keys.firstCandidates[slot + 1]!; at++) {
      const candidate = keys.candidates[at]!;
      const want = wants[candidate]!;
      if (candidate >= best[want]!) continue;
      best[want] = candidate;
      slots[want] = slot;
    }
  }
}

/** Whether the want has a value. */
export function isGiven({ best }: JsonReader, want: number): boolean {
  return best[want] !== NO_CANDIDATE;
}

/** Whether the value of a want that is given is a number; it then stands in {@link startOf} to {@link endOf}. */
export function isNumber({ values, slots }: JsonReader, want: number): boolean {
  return values.kinds[slots[want]!] === VALUE_NUMBER;
}

/** Where the value of a want that is given begins. */
export function startOf({ values, slots }: JsonReader, want: number): number {
  return values.starts[slots[want]!]!;
}

/** Where it ends. */
export function endOf({ values, slots }: JsonReader, want: number): number {
  return values.ends[slots[want]!]!;
}

/** Whether the want is given as a string; `text` then is that string. */
export function loadString(reader: JsonReader, bytes: Uint8Array, want: number): boolean {
  if (!isGiven(reader, want)) return false;
  const slot = reader.slots[want]!;
  const kind = reader.values.kinds[slot];
  if (kind !== VALUE_STRING && kind !== VALUE_ESCAPED) return false;
  readString(reader.values, bytes, slot, reader.text);
  return true;
}
