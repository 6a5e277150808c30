import type { Clock } from "../../ports/clock.ts";
import { AssertionError } from "../../core/errors.ts";
import { toExpirySeconds } from "../job-expiry.ts";

/** Values by key that are absent once they have expired. What goes in and out are copies. */
export interface ExpiringMap<Value> {
  get(key: string): Value | undefined;
  /** Without `expiresAtMs` the value stays for ever. */
  set(key: string, value: Value, expiresAtMs?: number): void;
  /** Replace the value if there is one and `change` gives one; its expiry stays. The new value, or undefined when nothing changed. */
  update(key: string, change: (value: Value) => Value | undefined): Value | undefined;
  delete(key: string): void;
  /** Copies of the values asked for that have not expired, with their keys, by ascending key in UTF-16 order. */
  entries(isWanted?: (value: Value) => boolean): [string, Value][];
  /** The same without the keys. */
  values(isWanted?: (value: Value) => boolean): Value[];
  expiresAtMs(key: string): number | undefined;
}

/** An empty map that judges expiry by `clock`, by whole seconds as the table does. */
export function createExpiringMap<Value>(clock: Clock): ExpiringMap<Value> {
  const items = new Map<string, { value: Value; expiresAtMs: number }>();
  const isLive = (expiresAtMs: number) => toExpirySeconds(expiresAtMs) > Math.floor(clock.now() / 1000);
  const find = (key: string) => {
    const item = items.get(key);
    return item !== undefined && isLive(item.expiresAtMs) ? item : undefined;
  };
  const entries = (isWanted: (value: Value) => boolean = () => true): [string, Value][] =>
    [...items]
      .filter(([, item]) => isLive(item.expiresAtMs) && isWanted(item.value))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, copyOf(item.value)]);
  return {
    get(key) {
      const item = find(key);
      return item && copyOf(item.value);
    },
    set(key, value, expiresAtMs = Infinity) {
      items.set(key, { value: copyOf(value), expiresAtMs });
    },
    update(key, change) {
      const item = find(key);
      const value = item && change(copyOf(item.value));
      if (item === undefined || value === undefined) return undefined;
      items.set(key, { value: copyOf(value), expiresAtMs: item.expiresAtMs });
      return value;
    },
    delete: (key) => void items.delete(key),
    entries,
    values: (isWanted) => entries(isWanted).map(([, value]) => value),
    expiresAtMs: (key) => find(key)?.expiresAtMs,
  };
}

/** A copy that shares nothing with the value, of the plain values that stores hold. `structuredClone` serializes them, which takes ten times as long. */
function copyOf<Value>(value: Value): Value {
  return copy(value) as Value;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Set) return new Set([...value].map(copy));
  if (value instanceof Uint8Array) return value.slice();
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new AssertionError("UNKNOWN_VALUE", "a memory store holds plain values, arrays, sets and bytes only");
  const copied: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) copied[name] = copy(member);
  return copied;
}
