import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Receipt } from "../../core/receipt/receipt.ts";
import type { ComingCall, ReceiptSource } from "../../ports/meter.ts";
import type { Item } from "./attributes.ts";
import { buildJobItem } from "./job-item.ts";
import { encodeStored } from "./item-table.ts";
import { buildSourceBlockItem } from "./source-block-item.ts";
import { writeUnits } from "./units.ts";

/** As many as a usual receipt has. */
const RECEIPT_BYTES = 50;

type WriteOperation = "PutItem" | "UpdateItem";

const costOf = (operation: WriteOperation, units: number): Receipt => ({ [`dynamodb.${operation}`]: 1, "dynamodb.writeUnits": units });

/** What a call costs that is still to be made. Nodes and what is current of a key stay below the KiB of one unit, whatever is in them. */
export function costOfComing(coming: ComingCall): Receipt {
  if (coming.call === "tell-end") return { "events.PutEvents": 1 };
  if (coming.call === "note-end-told") {
    const told = { ...coming.job, finishReceipt: new Uint8Array(RECEIPT_BYTES) };
    return costOf("UpdateItem", writeUnits(encodeStored(buildJobItem({ ...told, isEndUntold: true })), encodeStored(buildJobItem(told))));
  }
  if (coming.call !== "put-source-block") return costOf("UpdateItem", 1);
  const { source, block, expiresAtMs } = coming;
  return costOf("PutItem", writeUnits(undefined, encodeStored(buildSourceBlockItem(source, block, expiresAtMs))));
}

/** The receipt that goes with a write, with what that write itself costs: it depends on how long the receipt is. `itemWith` is the item as it will be. */
export function signWrite(source: ReceiptSource, operation: WriteOperation, before: Item | undefined, itemWith: (receipt: Uint8Array) => Item): Uint8Array {
  const old: Readonly<Record<string, AttributeValue>> | undefined = before && encodeStored(before);
  const unitsWith = (receipt: Uint8Array): number => writeUnits(old, encodeStored(itemWith(receipt)));
  return source.sign(costOf(operation, unitsWith(source.draft(costOf(operation, 1)))));
}
