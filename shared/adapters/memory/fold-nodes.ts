import type { FoldNode } from "../../contracts/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobStore, NodeKey } from "../../ports/job-store.ts";
import { createExpiringMap } from "./expiring-map.ts";

type FoldNodes = Pick<JobStore, "createNodes" | "readNode" | "readNodes" | "markDone" | "markFailed" | "reopenNode">;

/** The fold nodes of a memory store. */
export function createMemoryFoldNodes(clock: Clock): FoldNodes & { deleteNodes(keys: readonly NodeKey[]): void } {
  const nodes = createExpiringMap<FoldNode>(clock);

  const mark = (key: NodeKey, child: number, generation: number, into: "done" | "failed") =>
    nodes.update(keyOf(key), (node) => {
      const other = into === "done" ? node.failed : node.done;
      if (node.generation !== generation || other.has(child) || child >= node.childCount) return undefined;
      return { ...node, [into]: new Set([...node[into], child]) };
    });

  return {
    async createNodes(created, expiresAtMs) {
      for (const { jobId, level, index, childCount, generation } of created) {
        const key = keyOf({ jobId, level, index });
        if (nodes.get(key) === undefined) nodes.set(key, { jobId, level, index, childCount, generation, done: new Set(), failed: new Set() }, expiresAtMs);
      }
    },
    deleteNodes: (keys) => keys.forEach((key) => nodes.delete(keyOf(key))),
    readNode: async (key) => nodes.get(keyOf(key)),
    readNodes: async (keys) => keys.map((key) => nodes.get(keyOf(key))),
    markDone: async (key, child, generation) => mark(key, child, generation, "done"),
    markFailed: async (key, child, generation) => mark(key, child, generation, "failed"),
    async reopenNode(key, generation, lostChildren) {
      const lost = new Set(lostChildren);
      const reopened = nodes.update(keyOf(key), (node) => {
        const done = new Set([...node.done].filter((child) => !lost.has(child)));
        return node.generation < generation ? { ...node, generation, done, failed: new Set() } : undefined;
      });
      return reopened !== undefined;
    },
  };
}

const keyOf = ({ jobId, level, index }: NodeKey) => JSON.stringify([jobId, level, index]);
