import type { QueueEntry, QueuesAnswer } from "../../shared/contracts/api.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { Route } from "./router.ts";

/** What waits where. */
export const queueRoutes: readonly Route[] = [
  { method: "GET", path: "/queues", role: "read", query: [], handle: async (_input, deps) => ({ status: 200, body: await readQueues(deps) }) },
];

async function readQueues({ uploads, ranges, streams, folds, deadLetters }: ApiDeps): Promise<QueuesAnswer> {
  const named = Object.entries({ uploads, ranges, streams, folds, "dead-letters": deadLetters });
  const entries = await Promise.all(
    named.map(async ([queue, looked]): Promise<QueueEntry> => {
      const { visible, inFlight, delayed } = await looked.depth();
      return { queue, visible, inFlight, delayed };
    }),
  );
  return { queues: entries };
}
