/** What a reviver is told of a value besides itself. Source: ECMAScript proposal JSON.parse source text access, in V8 since 11.4. */
interface ReviverContext {
  source?: string;
}

/** Parse JSON; integers that a number would round become bigints, so that sums keep all their digits. Undefined for what is no JSON. */
export function parseExactJson(text: string): unknown {
  const parse = JSON.parse as (text: string, reviver: (key: string, value: unknown, context: ReviverContext) => unknown) => unknown;
  try {
    // Most answers hold no such integer, and reviving takes its time.
    return /\d{16}/.test(text) ? parse(text, (_key, value, { source }) => exactValue(value, source)) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exactValue(value: unknown, source: string | undefined): unknown {
  const isRounded = typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isRounded && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}
