import type { AttributeValue, ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { PARTS_PER_READ_UNIT, type Receipt } from "../../core/receipt/receipt.ts";
import { itemBytes } from "../dynamodb/item-size.ts";
import { READ_UNIT_BYTES, unitsOf, WRITE_UNIT_BYTES } from "../dynamodb/units.ts";

type Attributes = Readonly<Record<string, AttributeValue>>;

/** What the commands that the adapters send ask and answer, as far as it says what they cost. */
interface Asked {
  Item?: Attributes;
  IndexName?: string;
  RequestItems?: Readonly<Record<string, { Keys?: readonly unknown[] } | readonly unknown[]>>;
}
interface Answered {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
  Item?: Attributes;
  Items?: readonly Attributes[];
  Responses?: Readonly<Record<string, readonly Attributes[]>>;
}

const READS: ReadonlySet<string> = new Set(["GetItem", "BatchGetItem", "Query"]);

/** The units of an answer: what the table says that they were, else what the items' sizes come to. */
export function unitsOfAnswer(operation: string, asked: Asked, answered: Answered): Receipt {
  const said = [answered.ConsumedCapacity ?? []].flat().map(({ CapacityUnits = 0 }) => CapacityUnits);
  const units = said.length > 0 ? said.reduce((sum, one) => sum + one, 0) : reckonUnits(operation, asked, answered);
  return READS.has(operation) ? { "dynamodb.readHalves": Math.round(units * PARTS_PER_READ_UNIT) } : { "dynamodb.writeUnits": units };
}

/**
 * The units of a write whose condition failed: the table does not say them, and bills the write all the same.
 * Source: "Condition expressions", DynamoDB developer guide.
 */
export function unitsOfRefused(asked: Asked): Receipt {
  return { "dynamodb.writeUnits": unitsOf(asked.Item === undefined ? 0 : itemBytes(asked.Item), WRITE_UNIT_BYTES) };
}

/** Of an update only the table knows how large the item is: one unit. */
function reckonUnits(operation: string, asked: Asked, answered: Answered): number {
  const read = (items: readonly Attributes[]): number =>
    unitsOf(
      items.reduce((sum, item) => sum + itemBytes(item), 0),
      READ_UNIT_BYTES,
    );
  if (operation === "GetItem") return read(answered.Item === undefined ? [] : [answered.Item]);
  if (operation === "Query") return read(answered.Items ?? []) / (asked.IndexName === undefined ? 1 : PARTS_PER_READ_UNIT);
  const requests = Object.values(asked.RequestItems ?? {}).reduce((sum, of) => sum + ("Keys" in of ? (of.Keys?.length ?? 0) : (of as readonly unknown[]).length), 0);
  if (operation === "BatchGetItem") {
    const found = Object.values(answered.Responses ?? {}).flat();
    return found.reduce((sum, item) => sum + read([item]), requests - found.length);
  }
  return operation === "PutItem" ? unitsOf(asked.Item === undefined ? 0 : itemBytes(asked.Item), WRITE_UNIT_BYTES) : Math.max(1, requests);
}
