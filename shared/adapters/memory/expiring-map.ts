import type { Clock } from "../../ports/clock.ts";
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
      .map(([key, item]) => [key, structuredClone(item.value)]);
  return {
    get(key) {
      const item = find(key);
      return item && structuredClone(item.value);
    },
    set(key, value, expiresAtMs = Infinity) {
      items.set(key, { value: structuredClone(value), expiresAtMs });
    },
    update(key, change) {
      const item = find(key);
      const value = item && change(structuredClone(item.value));
      if (item === undefined || value === undefined) return undefined;
      items.set(key, { value: structuredClone(value), expiresAtMs: item.expiresAtMs });
      return value;
    },
    delete: (key) => void items.delete(key),
    entries,
    values: (isWanted) => entries(isWanted).map(([, value]) => value),
    expiresAtMs: (key) => find(key)?.expiresAtMs,
  };
}
