import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TABLE } from "../../contracts/names.ts";
import {
  INSTANT_MAX_MS,
  SORT_KEY_PREFIX,
  blockShardOf,
  buildBlockSk,
  buildJobPk,
  buildResultSk,
  buildSourceBlockSkPrefix,
  buildSourceHourPk,
  buildWindowsPk,
  parseBlockSk,
  parseSourceBlockSk,
} from "../../contracts/table-keys.ts";
import type { Block, BlockStore } from "../../ports/block-store.ts";
import type { Clock } from "../../ports/clock.ts";
import { BLOCK_SHARDS } from "../../core/limits.ts";
import { BLOCKS_WITHIN_BYTES_MAX, RESULT_ITEM_BYTES_MAX, RESULT_READS_MAX, TABLE_REQUESTS_MAX } from "../adapter-limits.ts";
import { forEachInFlight } from "../in-flight.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import type { Item, Plain } from "./attributes.ts";
import { BLOCKS_WITHIN, buildWithin, readWithin } from "./blocks-within.ts";
import { mergeAscending, newestOfEach } from "./merge-ascending.ts";
import { IS_ABSENT, openItemTable } from "./item-table.ts";
import type { ItemKey } from "./item-table.ts";
import { buildSourceBlockItem } from "./source-block-item.ts";

const IS_NOT_NEWER = `${IS_ABSENT} OR #generation <= :generation`;

/** The blocks and results of a table; their bytes are deflated. */
export function createDynamoBlockStore(client: DynamoDBClient, tableName: string, clock: Clock): BlockStore {
  const table = openItemTable(client, tableName, clock);
  const expiry = (expiresAtMs: number) => ({ [TABLE.ttl]: toExpirySeconds(expiresAtMs) });
  const resultOf = (jobId: string) => ({ pk: buildJobPk(jobId), sortKey: { condition: "begins_with(#sk, :prefix)", values: { prefix: SORT_KEY_PREFIX.result } } });
  const inflate = (bytes: unknown) => inflateRawSync(bytes as Uint8Array);

  /** The result as the table holds it now; `isTorn` while pages of another writing lie between. */
  const readResultOnce = async (jobId: string) => {
    const pages = await table.queryAll(resultOf(jobId));
    const first = pages[0];
    if (first === undefined) return { isTorn: false };
    const { generation, contentHash, pages: pageCount } = first;
    const whole = pages.slice(0, pageCount as number);
    const isTorn = whole.length !== pageCount || whole.some((page, i) => page["contentHash"] !== contentHash || page["sk"] !== buildResultSk(i));
    return isTorn ? { isTorn } : { isTorn, result: { generation: generation as number, summary: inflate(Buffer.concat(whole.map((page) => page["bytes"] as Uint8Array))) } };
  };

  const packBlock = (block: Block): Block => ({ ...block, bytes: deflateRawSync(block.bytes) });
  const putBlock: BlockStore["putBlock"] = (jobId, block, expiresAtMs) => {
    const { hourStartMs, page, generation, bytes } = packBlock(block);
    const key = { pk: buildWindowsPk(jobId, blockShardOf(hourStartMs)), sk: buildBlockSk(hourStartMs, page) };
    return table.putIf({ ...key, generation, bytes, ...expiry(expiresAtMs) }, IS_NOT_NEWER, { generation });
  };
  const putResult = async (jobId: string, generation: number, summary: Uint8Array, expiresAtMs: number, blocks?: readonly Plain[]): Promise<boolean> => {
    const packed = deflateRawSync(summary);
    const contentHash = createHash("sha256").update(`${generation}#`).update(summary).digest("hex");
    const pageCount = Math.ceil(packed.length / RESULT_ITEM_BYTES_MAX);
    // In any order: a reader takes pages of one content only. This one finds out at the first page that it is too old.
    for (let page = 0; page < pageCount; page++) {
      const bytes = packed.subarray(page * RESULT_ITEM_BYTES_MAX, (page + 1) * RESULT_ITEM_BYTES_MAX);
      const within = page > 0 || blocks === undefined ? {} : { [BLOCKS_WITHIN]: blocks };
      const item = { pk: buildJobPk(jobId), sk: buildResultSk(page), generation, contentHash, pages: pageCount, bytes, ...within, ...expiry(expiresAtMs) };
      if (!(await table.putIf(item, IS_NOT_NEWER, { generation }))) return false;
    }
    return true;
  };

  return {
    putBlock,
    async *readBlocks(jobId, fromHourMs, toHourMs) {
      const [from, to] = [fromHourMs, toHourMs].map((hourMs) => Math.max(0, Math.min(INSTANT_MAX_MS, Math.ceil(hourMs)))) as [number, number];
      if (from >= to) return;
      const sortKey = { condition: "#sk BETWEEN :from AND :to", values: { from: buildBlockSk(from), to: buildBlockSk(to) } };
      const shards = Array.from({ length: BLOCK_SHARDS }, (_, shard) => table.query({ pk: buildWindowsPk(jobId, shard), sortKey }));
      const within = readWithin(table, jobId, ({ sk }) => sk >= sortKey.values.from && sk <= sortKey.values.to);
      const skOf = (one: Item) => one["sk"] as string;
      for await (const item of newestOfEach(mergeAscending<Item>([...shards, within], skOf), skOf)) {
        yield { ...parseBlockSk(skOf(item)), generation: item["generation"] as number, bytes: inflate(item["bytes"]) };
      }
    },
    async deleteBlocks(jobId) {
      await table.deleteMany((await table.queryAll({ ...resultOf(jobId), isKeysOnly: true })) as unknown as ItemKey[]);
      for (let shard = 0; shard < BLOCK_SHARDS; shard++)
        await table.deleteMany((await table.queryAll({ pk: buildWindowsPk(jobId, shard), isKeysOnly: true })) as unknown as ItemKey[]);
    },
    putResult,
    async putWhole(jobId, { generation, summary, blocks }, expiresAtMs) {
      const packed = blocks.map(packBlock);
      if (packed.reduce((sum, { bytes }) => sum + bytes.length, 0) <= BLOCKS_WITHIN_BYTES_MAX) return putResult(jobId, generation, summary, expiresAtMs, packed.map(buildWithin));
      for (const block of blocks) if (!(await putBlock(jobId, block, expiresAtMs))) return false;
      return putResult(jobId, generation, summary, expiresAtMs);
    },
    async readResult(jobId) {
      for (let read = 0; read < RESULT_READS_MAX; read++) {
        const { isTorn, result } = await readResultOnce(jobId);
        if (!isTorn) return result;
      }
      return undefined;
    },
    putSourceBlock: (source, block, expiresAtMs) => table.put(buildSourceBlockItem(source, block, expiresAtMs)),
    async *readSourceBlocks(source, hourStartMs) {
      for await (const item of table.query({ pk: buildSourceHourPk(source, hourStartMs) })) {
        yield { ...parseSourceBlockSk(item["sk"] as string), hourStartMs, bytes: inflate(item["bytes"]) };
      }
    },
    async deleteSourceBlocks(source, objectId, version, generation, hourStartsMs) {
      const sortKey = { condition: "begins_with(#sk, :prefix)", values: { prefix: buildSourceBlockSkPrefix({ objectId, version, generation }) } };
      await forEachInFlight(hourStartsMs, TABLE_REQUESTS_MAX, async (hourStartMs) => {
        const items = await table.queryAll({ pk: buildSourceHourPk(source, hourStartMs), sortKey, isKeysOnly: true });
        await table.deleteMany(items as unknown as ItemKey[]);
      });
    },
  };
}
