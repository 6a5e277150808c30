import { assert } from "../../core/errors.ts";
import type { FoldNode } from "../../contracts/job.ts";
import { TABLE } from "../../contracts/names.ts";
import { SORT_KEY, buildNodePk, parseNodePk } from "../../contracts/table-keys.ts";
import type { JobStore, NodeKey } from "../../ports/job-store.ts";
import { TABLE_REQUESTS_MAX } from "../adapter-limits.ts";
import { forEachInFlight } from "../in-flight.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import type { Item } from "./attributes.ts";
import { IS_ABSENT, IS_LIVE } from "./item-table.ts";
import type { ItemKey, ItemTable } from "./item-table.ts";

type FoldNodes = Pick<JobStore, "createNodes" | "readNode" | "readNodes" | "markDone" | "markFailed" | "reopenNode">;

/** The fold nodes of a table. */
export function createDynamoFoldNodes(table: ItemTable): FoldNodes {
  const mark = async (key: NodeKey, child: number, generation: number, into: "done" | "failed") => {
    const other = into === "done" ? "failed" : "done";
    const item = await table.updateIf(
      nodeKey(key),
      `ADD #${into} :children`,
      `${IS_LIVE} AND #generation = :generation AND #childCount > :child AND NOT contains(#${other}, :child)`,
      { children: new Set([child]), child, generation },
    );
    return item && parseNodeItem(item);
  };

  return {
    async createNodes(nodes, expiresAtMs) {
      await forEachInFlight(nodes, TABLE_REQUESTS_MAX, async ({ jobId, level, index, childCount, generation }) => {
        await table.putIf({ ...nodeKey({ jobId, level, index }), childCount, generation, [TABLE.ttl]: toExpirySeconds(expiresAtMs) }, IS_ABSENT);
      });
    },
    async readNode(key) {
      const item = await table.get(nodeKey(key));
      return item && parseNodeItem(item);
    },
    async readNodes(keys) {
      const items = await table.getMany(keys.map(nodeKey));
      return items.map((item) => item && parseNodeItem(item));
    },
    markDone: (key, child, generation) => mark(key, child, generation, "done"),
    markFailed: (key, child, generation) => mark(key, child, generation, "failed"),
    async reopenNode(key, generation, lostChildren) {
      const lost = lostChildren.length === 0 ? "" : " DELETE #done :lost";
      const values = { generation, ...(lost === "" ? {} : { lost: new Set(lostChildren) }) };
      const item = await table.updateIf(nodeKey(key), `SET #generation = :generation REMOVE #failed${lost}`, `${IS_LIVE} AND #generation < :generation`, values);
      return item !== undefined;
    },
  };
}

function nodeKey(key: NodeKey): ItemKey {
  return { pk: buildNodePk(key), sk: SORT_KEY.node };
}

/** A set that is empty is no attribute. */
function parseNodeItem(item: Item): FoldNode {
  const { pk, childCount, generation, done = new Set<number>(), failed = new Set<number>() } = item;
  const isWhole = typeof childCount === "number" && typeof generation === "number" && done instanceof Set && failed instanceof Set;
  assert(isWhole, "BAD_NODE_ITEM", { pk: pk as string });
  return { ...parseNodePk(pk as string), childCount, generation, done: done as Set<number>, failed: failed as Set<number> };
}
