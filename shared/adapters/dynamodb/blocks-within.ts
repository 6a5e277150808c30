import { buildBlockSk, buildJobPk, buildResultSk } from "../../contracts/table-keys.ts";
import type { Block } from "../../ports/block-store.ts";
import type { Item, Plain } from "./attributes.ts";
import type { ItemTable } from "./item-table.ts";

/**
 * The attribute of a result's first item that holds the blocks of a small job: a list of hour, page and deflated bytes. Items of their own would be
 * a write unit each at least, and what the result leaves of its last unit would be paid for and empty.
 */
export const BLOCKS_WITHIN = "blocks";

/** What stands in the result's item for a block. */
export const buildWithin = ({ hourStartMs, page, bytes }: Block): Plain => [hourStartMs, page, bytes];

/** The blocks in a job's result as if they were items of their own, those that `isWanted`, ascending. */
export async function* readWithin(table: ItemTable, jobId: string, isWanted: (item: { sk: string }) => boolean): AsyncGenerator<Item> {
  const result = await table.get({ pk: buildJobPk(jobId), sk: buildResultSk(0) });
  const blocks = (result?.[BLOCKS_WITHIN] ?? []) as [hourStartMs: number, page: number, bytes: Uint8Array][];
  const items = blocks.map(([hourStartMs, page, bytes]) => ({ sk: buildBlockSk(hourStartMs, page), generation: result!["generation"], bytes }));
  yield* items.filter(isWanted).toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
}
