import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { TABLE } from "../../contracts/names.ts";
import { itemBytes } from "./item-size.ts";

type Attributes = Readonly<Record<string, AttributeValue>>;
type TableIndex = (typeof INDEXES)[number];

/** Bytes of a write and of a consistent read that one unit pays for. Source: "DynamoDB read and write operations", developer guide. */
export const WRITE_UNIT_BYTES = 1_024;
export const READ_UNIT_BYTES = 4_096;
const INDEXES = [TABLE.jobsIndex, TABLE.liveIndex];

/** Units of so many bytes; what is empty or absent costs one too. */
export const unitsOf = (byteLength: number, unitBytes: number): number => Math.max(1, Math.ceil(byteLength / unitBytes));

/** Write units of making `after` of `before`, in the table and its indexes. */
export function writeUnits(before: Attributes | undefined, after: Attributes): number {
  const ofTable = unitsOf(Math.max(before === undefined ? 0 : itemBytes(before), itemBytes(after)), WRITE_UNIT_BYTES);
  return indexEntriesWritten(before, after).reduce((sum, { entry }) => sum + unitsOf(itemBytes(entry), WRITE_UNIT_BYTES), ofTable);
}

/**
 * The entries of the indexes that a write changes: none where nothing that an index shows has changed, two where an entry moves.
 * Source: "Using global secondary indexes in DynamoDB", section on write capacity.
 */
export function indexEntriesWritten(before: Attributes | undefined, after: Attributes | undefined): { index: TableIndex; entry: Attributes }[] {
  return INDEXES.flatMap((index) => {
    const [old, made] = [project(index, before), project(index, after)];
    if (old === undefined || made === undefined) return [old ?? made].flatMap((entry) => (entry === undefined ? [] : [{ index, entry }]));
    const isMoved = old[index.partitionKey]?.S !== made[index.partitionKey]?.S || old[index.sortKey]?.S !== made[index.sortKey]?.S;
    if (isMoved) return [old, made].map((entry) => ({ index, entry }));
    if (JSON.stringify(old) === JSON.stringify(made)) return [];
    return [{ index, entry: itemBytes(old) > itemBytes(made) ? old : made }];
  });
}

/** What an index shows of an item; undefined for one that lacks its keys. */
function project(index: TableIndex, item: Attributes | undefined): Attributes | undefined {
  if (item?.[index.partitionKey] === undefined || item[index.sortKey] === undefined) return undefined;
  const names = [TABLE.partitionKey, TABLE.sortKey, index.partitionKey, index.sortKey];
  return index.projection === "ALL" ? item : Object.fromEntries(names.map((name) => [name, item[name]!]));
}
