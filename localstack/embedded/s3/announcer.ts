import { setTimeout as delay } from "node:timers/promises";
import type { SqsCalls } from "../state/sqs-calls.ts";
import type { Announcement } from "./catalog-rows.ts";
import type { ObjectCatalog } from "./object-catalog.ts";

const BATCH = 20;
const RETRY_MS = 250;

/** The task that hands announcements to their queues until each is taken; their order is nobody's business, as on AWS. */
export interface Announcer {
  /** Look for new announcements now. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Start handing over what the catalog holds, first what an earlier run left. An announcement is forgotten only after its queue has
 * stored it, so that a crash in between repeats it: at least once, as on AWS.
 */
export function startAnnouncer(catalog: ObjectCatalog, queues: Pick<SqsCalls, "send" | "close">, onError: (error: unknown) => void): Announcer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isDue = true;
  let rouse: (() => void) | undefined;

  const announce = async ({ id, queueName, body }: Announcement): Promise<void> => {
    await queues.send(queueName, body);
    if (!signal.aborted) catalog.markAnnounced(id);
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      isDue = false;
      const batch = catalog.unsentAnnouncements(BATCH);
      try {
        await Promise.all(batch.map(announce));
      } catch (error) {
        onError(error);
        await delay(RETRY_MS);
        continue;
      }
      if (batch.length === 0 && !isDue && !signal.aborted) await new Promise<void>((resolve) => (rouse = resolve));
    }
  };
  const running = run();

  const wake = (): void => {
    isDue = true;
    rouse?.();
  };
  return {
    wake,
    async stop() {
      stopping.abort();
      wake();
      await running;
      queues.close();
    },
  };
}
