import type { Clock } from "../../ports/clock.ts";
import type { Block, BlockStore, SourceBlock } from "../../ports/block-store.ts";
import { createExpiringMap } from "./expiring-map.ts";

/** A block store that holds everything in this process. */
export function createMemoryBlockStore(clock: Clock): BlockStore {
  const blocks = createExpiringMap<{ jobId: string; block: Block }>(clock);
  const results = createExpiringMap<{ generation: number; summary: Uint8Array }>(clock);
  const sourceBlocks = createExpiringMap<{ source: string; block: SourceBlock }>(clock);
  const putBlock: BlockStore["putBlock"] = async (jobId, block, expiresAtMs) => {
    const key = JSON.stringify([jobId, block.hourStartMs, block.page]);
    if ((blocks.get(key)?.block.generation ?? 0) > block.generation) return false;
    blocks.set(key, { jobId, block }, expiresAtMs);
    return true;
  };
  const putResult: BlockStore["putResult"] = async (jobId, generation, summary, expiresAtMs) => {
    if ((results.get(jobId)?.generation ?? 0) > generation) return false;
    results.set(jobId, { generation, summary }, expiresAtMs);
    return true;
  };
  return {
    putBlock,
    async *readBlocks(jobId, fromHourMs, toHourMs) {
      const isInRange = ({ hourStartMs }: Block) => hourStartMs >= fromHourMs && hourStartMs < toHourMs;
      const wanted = blocks.values((entry) => entry.jobId === jobId && isInRange(entry.block)).map((entry) => entry.block);
      yield* wanted.toSorted((a, b) => a.hourStartMs - b.hourStartMs || a.page - b.page);
    },
    async deleteBlocks(jobId) {
      for (const [key] of blocks.entries((entry) => entry.jobId === jobId)) blocks.delete(key);
      results.delete(jobId);
    },
    async putWhole(jobId, whole, expiresAtMs) {
      for (const block of whole.blocks) if (!(await putBlock(jobId, block, expiresAtMs))) return false;
      return putResult(jobId, whole.generation, whole.summary, expiresAtMs);
    },
    putResult,
    readResult: async (jobId) => results.get(jobId),
    async putSourceBlock(source, block, expiresAtMs) {
      sourceBlocks.set(sourceKeyOf(source, block), { source, block }, expiresAtMs);
    },
    async *readSourceBlocks(source, hourStartMs) {
      const wanted = sourceBlocks.values((entry) => entry.source === source && entry.block.hourStartMs === hourStartMs);
      yield* wanted.map((entry) => entry.block).toSorted(compareSourceBlocks);
    },
    async deleteSourceBlocks(source, objectId, version, generation, hourStartsMs) {
      const hours = new Set(hourStartsMs);
      const isNamed = ({ source: owner, block }: { source: string; block: SourceBlock }) =>
        owner === source && block.objectId === objectId && block.version === version && block.generation === generation && hours.has(block.hourStartMs);
      for (const [key] of sourceBlocks.entries(isNamed)) sourceBlocks.delete(key);
    },
  };
}

function sourceKeyOf(source: string, block: SourceBlock): string {
  return JSON.stringify([source, block.hourStartMs, block.objectId, block.version, block.generation, block.jobId, block.page]);
}

function compareSourceBlocks(a: SourceBlock, b: SourceBlock): number {
  if (a.objectId !== b.objectId) return a.objectId < b.objectId ? -1 : 1;
  if (a.version !== b.version || a.generation !== b.generation) return a.version - b.version || a.generation - b.generation;
  return a.jobId === b.jobId ? a.page - b.page : a.jobId < b.jobId ? -1 : 1;
}
