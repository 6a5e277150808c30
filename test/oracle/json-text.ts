import { encodeText } from "./byte-text.ts";

const DEPTH_MAX = 256;
const PAIR_OR_ESCAPE = /\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\[^]/g;

/** A JSON number by its source text: a double would lose digits. */
export class JsonNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export type JsonObject = Record<string, unknown>;

/** Whether a value is an object of the line, and neither a list nor a number. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

/** Turn `\uXXXX` from U+0080 up into the bytes of UTF-8, so that all text of the parsed line is byte text. */
function unescapeToBytes(text: string): string {
  return text.replace(PAIR_OR_ESCAPE, (escape, high?: string, low?: string, single?: string) => {
    if (high !== undefined && low !== undefined) return encodeText(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)));
    const unit = single === undefined ? 0 : Number.parseInt(single, 16);
    return unit < 0x80 ? escape : encodeText(String.fromCharCode(unit));
  });
}

/** The deepest nesting of a text that may be JSON, counted outside of its strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"|[[{\]}]/g)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

/** The object that a line holds, with byte text for its strings and {@link JsonNumber} for its numbers; null when it holds none. */
export function parseJsonObject(line: string): JsonObject | null {
  if (depthOf(line) > DEPTH_MAX) return null;
  try {
    const value: unknown = JSON.parse(unescapeToBytes(line), (_key, part: unknown, context?: { source?: string }) =>
      typeof part === "number" ? new JsonNumber(context?.source ?? "") : part,
    );
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
