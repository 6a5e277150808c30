import { assert } from "../../core/errors.ts";
import type { Redelivery, TaskQueue } from "../../ports/task-queue.ts";

/** A queue and the last part of its ARN. */
interface NamedQueue<Message> {
  name: string;
  queue: TaskQueue<Message> & Redelivery;
}

/**
 * Several queues as one: messages are dealt to them in turn, so that all run empty at the same time; their depths add up. What was delivered is
 * brought back in the queue that its event source names.
 */
export function spreadQueue<Message>(queues: readonly NamedQueue<Message>[]): TaskQueue<Message> & Redelivery {
  const first = queues[0];
  assert(first !== undefined, "NO_QUEUE");
  if (queues.length === 1) return first.queue;
  return {
    async send(messages) {
      await Promise.all(queues.map(({ queue }, turn) => queue.send(messages.filter((_, i) => i % queues.length === turn))));
    },
    async depth() {
      const depths = await Promise.all(queues.map(({ queue }) => queue.depth()));
      return depths.reduce((sum, depth) => ({ visible: sum.visible + depth.visible, inFlight: sum.inFlight + depth.inFlight, delayed: sum.delayed + depth.delayed }));
    },
    async returnAfter(receiptHandle, seconds, eventSourceArn) {
      const found = queues.find(({ name }) => eventSourceArn?.endsWith(`:${name}`) === true);
      assert(found !== undefined, "UNKNOWN_EVENT_SOURCE", { eventSourceArn });
      await found.queue.returnAfter(receiptHandle, seconds);
    },
  };
}
