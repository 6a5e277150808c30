import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { itemBytes } from "../../shared/adapters/dynamodb/item-size.ts";
import { indexEntriesWritten, READ_UNIT_BYTES, unitsOf, WRITE_UNIT_BYTES } from "../../shared/adapters/dynamodb/units.ts";
import { TABLE } from "../../shared/contracts/names.ts";
import type { Counts } from "./counts.ts";
import { applyUpdate, holds, type Attributes } from "./expressions.ts";
import { MODEL } from "./model.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const INDEXES = [TABLE.jobsIndex, TABLE.liveIndex];

/** Load of one partition key. */
export interface PartitionLoad {
  name: string;
  peakWriteUnits: number;
  peakReadUnits: number;
  throttledMs: number;
}

export interface CountedTable {
  /** What the DynamoDB adapters take for a client. */
  client: DynamoDBClient;
  /** The partition with the highest load in relation to its limit, of each kind of item. */
  hottest(): PartitionLoad[];
  table(): { peakWriteUnits: number; throttledMs: number };
}

interface Input {
  Key?: Attributes;
  Item?: Attributes;
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
  ReturnValues?: string;
  IndexName?: string;
  ScanIndexForward?: boolean;
  RequestItems?: Record<string, { Keys?: Attributes[] } | { DeleteRequest: { Key: Attributes } }[]>;
}

/** One table behind the product's own adapters: it keeps items as they are marshalled, counts what AWS would bill, and takes the time that AWS would. */
export function createCountedTable(clock: Pick<VirtualClock, "now" | "request">, counts: Counts): CountedTable {
  const partitions = new Map<string, Map<string, Attributes>>();
  const writeBuckets = new Map<string, TokenBucket>();
  const readBuckets = new Map<string, TokenBucket>();
  const tableWrites = createTokenBucket(MODEL.tableWriteUnits);
  const tableReads = createTokenBucket(MODEL.tableReadUnits);

  const charge = (buckets: Map<string, TokenBucket>, name: string, units: number, limit: number): number => {
    const bucket = buckets.get(name) ?? createTokenBucket(limit);
    buckets.set(name, bucket);
    return bucket.take(units, clock.now());
  };
  const chargeWrite = (pk: string, units: number): number => {
    counts.dynamo.writeUnits += units;
    return Math.max(charge(writeBuckets, pk, units, MODEL.partitionWriteUnits), tableWrites.take(units, clock.now()));
  };
  const chargeRead = (pk: string, units: number): number => {
    counts.dynamo.readUnits += units;
    return Math.max(charge(readBuckets, pk, units, MODEL.partitionReadUnits), tableReads.take(units, clock.now()));
  };
  const answer = async (throttledMs: number): Promise<void> => {
    counts.dynamo.requests++;
    await clock.request(MODEL.dynamoMs + throttledMs, MODEL.requestCpuMs);
  };

  const keyOf = (item: Attributes): [pk: string, sk: string] => [item["pk"]?.S ?? "", item["sk"]?.S ?? ""];
  const find = (key: Attributes): Attributes | undefined => {
    const [pk, sk] = keyOf(key);
    return partitions.get(pk)?.get(sk);
  };
  /** Store or delete an item, in its indexes too. */
  const store = (key: Attributes, before: Attributes | undefined, after: Attributes | undefined): void => {
    const [pk, sk] = keyOf(key);
    const partition = partitions.get(pk) ?? new Map<string, Attributes>();
    partitions.set(pk, partition);
    if (after === undefined) partition.delete(sk);
    else partition.set(sk, after);
    for (const { index, entry } of indexEntriesWritten(before, after)) {
      const units = unitsOf(itemBytes(entry), WRITE_UNIT_BYTES);
      counts.dynamo.indexWriteUnits += units;
      chargeWrite(`${index.name}:${entry[index.partitionKey]?.S}`, units);
    }
  };

  /** Write if the condition holds; a refused write costs as much. */
  const write = async (input: Input, key: Attributes, next: (before: Attributes | undefined) => Attributes | undefined) => {
    const before = find(key);
    const scope = { item: before ?? {}, names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
    const isAccepted = input.ConditionExpression === undefined || holds(input.ConditionExpression, scope);
    const after = isAccepted ? next(before) : before;
    const bytes = Math.max(before === undefined ? 0 : itemBytes(before), after === undefined ? 0 : itemBytes(after), 1);
    const [pk] = keyOf(key);
    const throttledMs = chargeWrite(pk, Math.ceil(bytes / WRITE_UNIT_BYTES));
    if (isAccepted) {
      counts.dynamo.bytesWritten += bytes;
      store(key, before, after);
    }
    await answer(throttledMs);
    if (!isAccepted) throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
    return { before, after };
  };

  const operations: Record<string, (input: Input) => Promise<unknown>> = {
    async GetItemCommand({ Key = {} }) {
      const item = find(Key);
      await answer(chargeRead(keyOf(Key)[0], readUnits(item === undefined ? 0 : itemBytes(item))));
      return { Item: item };
    },
    async PutItemCommand(input) {
      await write(input, input.Item!, () => input.Item);
      return {};
    },
    async UpdateItemCommand(input) {
      const { before, after } = await write(input, input.Key!, (old) =>
        applyUpdate(input.UpdateExpression!, { item: old ?? { ...input.Key }, names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} }),
      );
      return { Attributes: input.ReturnValues === "UPDATED_OLD" ? (before ?? {}) : after };
    },
    async BatchGetItemCommand({ RequestItems = {} }) {
      const [[name, request] = ["", {}]] = Object.entries(RequestItems);
      const keys = (request as { Keys?: Attributes[] }).Keys ?? [];
      let throttledMs = 0;
      const items = keys.map((key) => {
        const item = find(key);
        throttledMs = Math.max(throttledMs, chargeRead(keyOf(key)[0], readUnits(item === undefined ? 0 : itemBytes(item))));
        return item;
      });
      await answer(throttledMs);
      return { Responses: { [name]: items.filter((item) => item !== undefined) } };
    },
    async BatchWriteItemCommand({ RequestItems = {} }) {
      let throttledMs = 0;
      for (const { DeleteRequest } of Object.values(RequestItems).flat() as { DeleteRequest: { Key: Attributes } }[]) {
        const before = find(DeleteRequest.Key);
        throttledMs = Math.max(throttledMs, chargeWrite(keyOf(DeleteRequest.Key)[0], Math.ceil((before === undefined ? 1 : itemBytes(before)) / WRITE_UNIT_BYTES)));
        store(DeleteRequest.Key, before, undefined);
      }
      await answer(throttledMs);
      return {};
    },
    async QueryCommand(input) {
      const { names, values } = { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
      const index = INDEXES.find(({ name }) => name === input.IndexName);
      const pk = values[":partition"]?.S ?? "";
      const pool = index === undefined ? [...(partitions.get(pk)?.values() ?? [])] : [...partitions.values()].flatMap((items) => [...items.values()]);
      const sortKey = index?.sortKey ?? TABLE.sortKey;
      const found = pool.filter((item) => (index === undefined || item[sortKey] !== undefined) && holds(input.KeyConditionExpression!, { item, names, values }));
      const direction = input.ScanIndexForward === false ? -1 : 1;
      found.sort((a, b) => direction * ((a[sortKey]?.S ?? "") < (b[sortKey]?.S ?? "") ? -1 : 1));
      const bytes = found.reduce((sum, item) => sum + itemBytes(item), 0);
      await answer(chargeRead(index === undefined ? pk : `${index.name}:${pk}`, readUnits(bytes)));
      return { Items: found };
    },
  };

  return {
    // Cast: the adapters use `send` alone, and of it these commands.
    client: { send: (command: { constructor: { name: string }; input: Input }) => operations[command.constructor.name]!(command.input) } as unknown as DynamoDBClient,
    hottest() {
      const loads = new Map<string, PartitionLoad>();
      for (const name of new Set([...writeBuckets.keys(), ...readBuckets.keys()])) {
        const [writes, reads] = [writeBuckets.get(name), readBuckets.get(name)];
        const load = { name, peakWriteUnits: writes?.peak ?? 0, peakReadUnits: reads?.peak ?? 0, throttledMs: (writes?.throttledMs ?? 0) + (reads?.throttledMs ?? 0) };
        const kind = /^[^#]*/.exec(name)![0];
        const known = loads.get(kind);
        if (known === undefined || heatOf(load) > heatOf(known)) loads.set(kind, load);
      }
      return [...loads.values()].toSorted((a, b) => heatOf(b) - heatOf(a));
    },
    table: () => ({ peakWriteUnits: tableWrites.peak, throttledMs: tableWrites.throttledMs }),
  };
}

const heatOf = ({ peakWriteUnits, peakReadUnits }: PartitionLoad): number => Math.max(peakWriteUnits / MODEL.partitionWriteUnits, peakReadUnits / MODEL.partitionReadUnits);
const readUnits = (bytes: number): number => unitsOf(bytes, READ_UNIT_BYTES);
