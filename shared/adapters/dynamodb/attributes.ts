import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { assert } from "../../core/errors.ts";

/** The plain values that items are made of. Sets hold numbers and are never empty; members that are undefined are left out. */
export type Plain = string | number | boolean | null | Uint8Array | ReadonlySet<number> | readonly Plain[] | { readonly [name: string]: Plain | undefined };
export type Item = { readonly [name: string]: Plain | undefined };

/** A value as DynamoDB takes it. */
export function encodeAttribute(value: Plain): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number") return { N: encodeNumber(value) };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set) {
    assert(value.size > 0, "EMPTY_SET");
    return { NS: [...(value as ReadonlySet<number>)].map(encodeNumber) };
  }
  if (Array.isArray(value)) return { L: (value as readonly Plain[]).map(encodeAttribute) };
  return { M: encodeItem(value as Item) };
}

/** An item, or a map within one, as DynamoDB takes it. */
export function encodeItem(item: Item): Record<string, AttributeValue> {
  const entries = Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, encodeAttribute(value)] as const]));
  return Object.fromEntries(entries);
}

/** The value that DynamoDB gives. */
function decodeAttribute(attribute: AttributeValue): Plain {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.B !== undefined) return attribute.B;
  if (attribute.NS !== undefined) return new Set(attribute.NS.map(Number));
  if (attribute.L !== undefined) return attribute.L.map(decodeAttribute);
  if (attribute.M !== undefined) return decodeItem(attribute.M);
  assert(attribute.NULL === true, "UNKNOWN_ATTRIBUTE_TYPE", { type: Object.keys(attribute).join() });
  return null;
}

/** The item that DynamoDB gives. */
export function decodeItem(attributes: Record<string, AttributeValue>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, decodeAttribute(attribute)]));
}

function encodeNumber(value: number): string {
  assert(Number.isFinite(value), "NUMBER_NOT_FINITE", { value });
  return String(value);
}
