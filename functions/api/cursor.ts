import { badParameter } from "./problem.ts";

/** What a cursor remembers: small values by name. */
export type CursorFields = Readonly<Record<string, string | number>>;

/** Characters of a cursor: it holds an object key's worth at most. */
const CURSOR_CHARACTERS_MAX = 4_096;

/** The place where the next page begins, opaque to whoever carries it. `kind` keeps cursors of different routes apart. */
export function encodeCursor(kind: string, fields: CursorFields): string {
  return Buffer.from(JSON.stringify({ kind, ...fields })).toString("base64url");
}

/**
 * The fields of a cursor that this kind of route gave out. They are as trustworthy as any parameter: check them.
 * @throws InputError `BAD_PARAMETER` when it is none.
 */
export function decodeCursor(kind: string, cursor: string): Readonly<Record<string, unknown>> {
  if (cursor.length > CURSOR_CHARACTERS_MAX) throw badCursor();
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw badCursor();
  }
  if (typeof value !== "object" || value === null || (value as Record<string, unknown>)["kind"] !== kind) throw badCursor();
  return value as Record<string, unknown>;
}

/** A whole number of a cursor. */
export function cursorNumber(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw badCursor();
  return value;
}

/** A text of a cursor. */
export function cursorText(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw badCursor();
  return value;
}

export function badCursor() {
  return badParameter("cursor", "send what `next` of the page before said, to the same route");
}
