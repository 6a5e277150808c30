import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TransientError } from "../../core/errors.ts";
import { TABLE } from "../../contracts/names.ts";
import type { Clock } from "../../ports/clock.ts";
import { BATCH_ROUNDS_MAX, TABLE_REQUESTS_MAX } from "../adapter-limits.ts";
import { translateAwsError } from "../aws-error.ts";
import { backOff } from "../backoff.ts";
import { chunk, forEachInFlight } from "../in-flight.ts";
import { decodeItem, encodeAttribute, encodeItem } from "./attributes.ts";
import type { Item, Plain } from "./attributes.ts";

/** Keys of one BatchGetItem and writes of one BatchWriteItem. Source: DynamoDB service quotas. */
const BATCH_GET_MAX = 100;
const BATCH_WRITE_MAX = 25;

export type ItemKey = { readonly pk: string; readonly sk: string };

/** Values of an expression, by the name after the colon. `:nowSeconds` is always there. */
export type Values = Readonly<Record<string, Plain>>;

interface ItemQuery {
  pk: string;
  /** The part of the key condition that is about the sort key. */
  sortKey?: { condition: string; values: Values };
  index?: { name: string; partitionKey: string; sortKey: string };
  isDescending?: boolean;
  /** Items that one request reads at most; all are read nevertheless. */
  pageItems?: number;
  /** Keys alone. */
  isKeysOnly?: boolean;
}

/**
 * One table. Reads are consistent except over indexes; an item that has expired is absent. Throttling and faults that outlast the SDK's retries are
 * TransientErrors, and so is an item of a newer version than {@link ITEM_VERSION}: a function of that version will come. What is written carries
 * the version, and no condition holds of an item of a newer one.
 */
export interface ItemTable {
  get(key: ItemKey): Promise<Item | undefined>;
  /** In the order asked. */
  getMany(keys: readonly ItemKey[]): Promise<(Item | undefined)[]>;
  put(item: Item & ItemKey): Promise<void>;
  /** Whether the condition held. In expressions `#name` is the attribute of that name. */
  putIf(item: Item & ItemKey, condition: string, values?: Values): Promise<boolean>;
  /** The item afterwards, or what `returned` says of before; undefined when the condition did not hold. */
  updateIf(key: ItemKey, update: string, condition: string | undefined, values: Values, returned?: "ALL_NEW" | "UPDATED_OLD"): Promise<Item | undefined>;
  /** Ascending by sort key unless the query says otherwise, request by request as they are taken. */
  query(query: ItemQuery): AsyncIterable<Item>;
  queryAll(query: ItemQuery): Promise<Item[]>;
  deleteMany(keys: readonly ItemKey[]): Promise<void>;
}

/** Holds of an item that is there and has not expired: nothing that comes late resurrects one. */
export const IS_LIVE = `(attribute_exists(#pk) AND #${TABLE.ttl} > :nowSeconds)`;
/** Holds where no item is, or only an expired one. */
export const IS_ABSENT = `(attribute_not_exists(#pk) OR #${TABLE.ttl} <= :nowSeconds)`;

/** The version of the shape of every item. `docs/versions.md` says when it has to grow. An item that says none is of the first. */
const ITEM_VERSION = 1;
const IS_KNOWN = `(attribute_not_exists(#${TABLE.version}) OR #${TABLE.version} <= :itemVersion)`;

/** An item as it is stored: it says the version of its shape. */
export const encodeStored = (item: Item): Record<string, AttributeValue> => encodeItem({ ...item, [TABLE.version]: ITEM_VERSION });

/** The table of this name. */
export function openItemTable(client: DynamoDBClient, tableName: string, clock: Clock): ItemTable {
  const nowSeconds = () => Math.floor(clock.now() / 1000);
  const decodeLive = (attributes: Record<string, AttributeValue> | undefined): Item | undefined => {
    const item = attributes && decodeKnown(attributes, tableName);
    const expiresAt = item?.[TABLE.ttl];
    return typeof expiresAt === "number" && expiresAt <= nowSeconds() ? undefined : item;
  };
  const translated = async <Answer>(request: Promise<Answer>): Promise<Answer> => {
    try {
      return await request;
    } catch (error) {
      throw translateAwsError(error, "TABLE_UNAVAILABLE", { tableName });
    }
  };
  /** The answer, or undefined when the condition failed. */
  const conditional = async <Answer>(request: Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await translated(request);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
  /** The names and values that the expressions mention, and no others: DynamoDB refuses those. */
  const mention = (expressions: readonly (string | undefined)[], values: Values) => {
    const text = expressions.join(" ");
    const names = [...new Set(text.match(/#\w+/g))].map((name) => [name, name.slice(1)] as const);
    const all: Values = { nowSeconds: nowSeconds(), itemVersion: ITEM_VERSION, ...values };
    const mentioned = [...new Set(text.match(/:\w+/g))].map((name) => [name, encodeAttribute(all[name.slice(1)]!)] as const);
    return {
      ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(mentioned.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(mentioned) }),
    };
  };
  /** Send what is left until nothing is. `sendOnce` answers what was left undone. */
  const inRounds = async <Request>(requests: readonly Request[], sendOnce: (requests: Request[]) => Promise<Request[]>) => {
    let left = [...requests];
    for (let round = 0; left.length > 0; round++) {
      if (round === BATCH_ROUNDS_MAX) throw new TransientError("TABLE_UNAVAILABLE", "the table leaves part of each batch undone", { tableName, left: left.length });
      if (round > 0) await backOff(clock, round);
      left = await sendOnce(left);
    }
  };
  const put = (item: Item & ItemKey, condition?: string, values: Values = {}) =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: encodeStored(item),
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...mention([condition], values),
      }),
    );

  async function* query({ pk, sortKey, index, isDescending = false, pageItems, isKeysOnly = false }: ItemQuery): AsyncGenerator<Item> {
    const condition = `#${index?.partitionKey ?? TABLE.partitionKey} = :partition${sortKey === undefined ? "" : ` AND ${sortKey.condition}`}`;
    const projection = isKeysOnly ? `#${TABLE.partitionKey}, #${TABLE.sortKey}` : undefined;
    let start: Record<string, AttributeValue> | undefined;
    do {
      const answer = await translated(
        client.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: condition,
            ScanIndexForward: !isDescending,
            ...(index === undefined ? { ConsistentRead: true } : { IndexName: index.name }),
            ...(projection === undefined ? {} : { ProjectionExpression: projection }),
            ...(pageItems === undefined ? {} : { Limit: pageItems }),
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
            ...mention([condition, projection], { ...sortKey?.values, partition: pk }),
          }),
        ),
      );
      yield* (answer.Items ?? []).map(decodeLive).filter((item) => item !== undefined);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
  }

  return {
    async get(key) {
      const { Item: attributes } = await translated(client.send(new GetItemCommand({ TableName: tableName, Key: encodeItem(key), ConsistentRead: true })));
      return decodeLive(attributes);
    },
    async getMany(keys) {
      const found = new Map<string, Item | undefined>();
      const unique = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
      await forEachInFlight(chunk(unique, BATCH_GET_MAX), TABLE_REQUESTS_MAX, (batch) =>
        inRounds(
          batch.map((key) => encodeItem(key)),
          async (Keys) => {
            const answer = await translated(client.send(new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } })));
            for (const attributes of answer.Responses?.[tableName] ?? []) found.set(nameOf(decodeItem(attributes)), decodeLive(attributes));
            return answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
          },
        ),
      );
      return keys.map((key) => found.get(nameOf(key)));
    },
    async put(item) {
      await translated(put(item));
    },
    putIf: async (item, condition, values) => (await conditional(put(item, ifKnown(condition), values))) !== undefined,
    async updateIf(key, update, condition, values, returned = "ALL_NEW") {
      // Where it makes the item. One that is there keeps the version of whoever made it.
      const stamped = update.replace(/^SET /, `SET #${TABLE.version} = if_not_exists(#${TABLE.version}, :itemVersion), `);
      const known = ifKnown(condition);
      const answer = await conditional(
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: encodeItem(key),
            UpdateExpression: stamped,
            ReturnValues: returned,
            ConditionExpression: known,
            ...mention([stamped, known], values),
          }),
        ),
      );
      if (answer === undefined && condition === undefined) throw newerVersion(tableName);
      return answer && decodeKnown(answer.Attributes ?? {}, tableName);
    },
    query,
    async queryAll(everything) {
      const items: Item[] = [];
      for await (const item of query(everything)) items.push(item);
      return items;
    },
    async deleteMany(keys) {
      await forEachInFlight(chunk(keys, BATCH_WRITE_MAX), TABLE_REQUESTS_MAX, (batch) =>
        inRounds(
          batch.map(({ pk, sk }) => ({ DeleteRequest: { Key: encodeItem({ pk, sk }) } })),
          async (requests) => {
            const answer = await translated(client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } })));
            return (answer.UnprocessedItems?.[tableName] ?? []) as typeof requests;
          },
        ),
      );
    },
  };
}

/** The condition, and that the item's version is known. DynamoDB refuses parentheses that change nothing. */
function ifKnown(condition: string | undefined): string {
  if (condition === undefined) return IS_KNOWN;
  const outside = condition.replace(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, "");
  return `${/ OR /.test(outside) ? `(${condition})` : condition} AND ${IS_KNOWN}`;
}

function decodeKnown(attributes: Record<string, AttributeValue>, tableName: string): Item {
  const { [TABLE.version]: version = ITEM_VERSION, ...item } = decodeItem(attributes);
  if (typeof version === "number" && version <= ITEM_VERSION) return item;
  throw newerVersion(tableName);
}

function newerVersion(tableName: string): TransientError {
  return new TransientError("NEWER_VERSION", "the item was written by a newer version of Fanfold", { tableName, known: ITEM_VERSION });
}

const nameOf = (key: Item) => JSON.stringify([key["pk"], key["sk"]]);
