import type { TaskQueue } from "../../shared/ports/task-queue.ts";

/** A queue within one process that lives as long as one analysis: every message is processed once, at most `concurrency` at a time. */
export interface LocalQueue<Message> extends TaskQueue<Message> {
  /** Resolves when nothing is queued or under way; rejects with the first failure. */
  drained(): Promise<void>;
}

export function createLocalQueue<Message>(concurrency: number, process: (message: Message) => Promise<void>): LocalQueue<Message> {
  const waiting: Message[] = [];
  let inFlight = 0;
  let failure: { error: unknown } | undefined;
  let wake: (() => void)[] = [];
  const pump = (): void => {
    while (inFlight < concurrency && waiting.length > 0 && failure === undefined) {
      inFlight++;
      process(waiting.shift()!)
        .catch((error: unknown) => (failure ??= { error }))
        .finally(() => {
          inFlight--;
          pump();
        });
    }
    if (inFlight > 0) return;
    for (const resolve of wake) resolve();
    wake = [];
  };
  return {
    send: async (messages) => {
      waiting.push(...messages);
      pump();
    },
    depth: async () => ({ visible: waiting.length, inFlight, delayed: 0 }),
    drained: async () => {
      while (failure === undefined && (inFlight > 0 || waiting.length > 0)) await new Promise<void>((resolve) => wake.push(resolve));
      if (failure !== undefined) throw failure.error;
    },
  };
}
