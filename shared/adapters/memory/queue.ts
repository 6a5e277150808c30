import { RECEIVES_MAX } from "../../core/limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Redelivery, TaskQueue } from "../../ports/task-queue.ts";

/** One delivery of a message. */
export interface Delivery {
  messageId: string;
  body: string;
  /** Names this delivery: worthless once the message was delivered again. */
  receiptHandle: string;
  receiveCount: number;
  sentAtMs: number;
}

/** A queue with its consuming side, as SQS has it. */
export interface MemoryQueue<Message> extends TaskQueue<Message>, Redelivery {
  /**
   * Deliver up to `countMax` visible messages; each is hidden for the visibility timeout. A message that was delivered `receivesMax` times already
   * goes to the dead-letter queue instead. `choose` picks one of so many candidates, the first by default: SQS promises no order.
   */
  receive(countMax?: number, choose?: (candidates: number) => number): Delivery[];
  /** Delete the message of this delivery; nothing when it is gone or was delivered again. */
  remove(receiptHandle: string): void;
  /** Send a body as it is; with a delay of its own. */
  sendBody(body: string, delaySeconds?: number): void;
  /** Take a message over from another queue: its id and the time it was sent stay, its receives start again. */
  adopt(message: { messageId: string; body: string; sentAtMs: number }): void;
  /** Epoch ms at which the next hidden message becomes visible; undefined when none is hidden. */
  nextVisibleAtMs(): number | undefined;
  /** Every message that the queue holds, visible or not. */
  messages(): { messageId: string; body: string; sentAtMs: number }[];
}

export interface MemoryQueueOptions<Message> {
  /** The message's body. */
  build: (message: Message) => string;
  clock: Clock;
  visibilityTimeoutSeconds: number;
  delaySeconds?: number;
  receivesMax?: number;
  /** Where messages go that were delivered `receivesMax` times; without one they stay. */
  deadLetterQueue?: Pick<MemoryQueue<unknown>, "adopt">;
  /** The first part of the message ids. */
  name?: string;
}

interface Held {
  messageId: string;
  body: string;
  sentAtMs: number;
  receiveCount: number;
  visibleAtMs: number;
  /** Hidden by its delay, not by a delivery. */
  isDelayed: boolean;
}

/** An empty queue in this process, driven by the clock it is given. */
export function createMemoryQueue<Message>(options: MemoryQueueOptions<Message>): MemoryQueue<Message> {
  const { build, clock, visibilityTimeoutSeconds, delaySeconds = 0, receivesMax = RECEIVES_MAX, deadLetterQueue, name = "message" } = options;
  const held = new Map<string, Held>();
  let sent = 0;

  const isVisible = (message: Held) => message.visibleAtMs <= clock.now();
  const receiptOf = (message: Held) => `${message.messageId}/${message.receiveCount}`;
  const findDelivered = (receiptHandle: string) => {
    const message = held.get(receiptHandle.slice(0, receiptHandle.lastIndexOf("/")));
    return message !== undefined && message.receiveCount > 0 && receiptOf(message) === receiptHandle ? message : undefined;
  };
  const add = (messageId: string, body: string, sentAtMs: number, delay: number) =>
    held.set(messageId, { messageId, body, sentAtMs, receiveCount: 0, visibleAtMs: clock.now() + delay * 1000, isDelayed: delay > 0 });
  const sendBody = (body: string, delay = delaySeconds) => void add(`${name}-${++sent}`, body, clock.now(), delay);

  /** Move what has used up its deliveries: SQS does so when somebody asks for messages. */
  const buryExhausted = () => {
    for (const message of held.values()) {
      if (deadLetterQueue === undefined || !isVisible(message) || message.receiveCount < receivesMax) continue;
      held.delete(message.messageId);
      deadLetterQueue.adopt(message);
    }
  };

  return {
    sendBody,
    async send(messages) {
      for (const message of messages) sendBody(build(message));
    },
    async depth() {
      const hidden = [...held.values()].filter((message) => !isVisible(message));
      const delayed = hidden.filter((message) => message.isDelayed).length;
      return { visible: held.size - hidden.length, inFlight: hidden.length - delayed, delayed };
    },
    receive(countMax = 1, choose = () => 0) {
      buryExhausted();
      const deliveries: Delivery[] = [];
      while (deliveries.length < countMax) {
        const candidates = [...held.values()].filter(isVisible);
        const message = candidates[candidates.length === 0 ? 0 : choose(candidates.length)];
        if (message === undefined) break;
        message.receiveCount++;
        message.isDelayed = false;
        message.visibleAtMs = clock.now() + visibilityTimeoutSeconds * 1000;
        const { messageId, body, receiveCount, sentAtMs } = message;
        deliveries.push({ messageId, body, receiptHandle: receiptOf(message), receiveCount, sentAtMs });
      }
      return deliveries;
    },
    remove(receiptHandle) {
      const message = findDelivered(receiptHandle);
      if (message !== undefined) held.delete(message.messageId);
    },
    async returnAfter(receiptHandle, seconds) {
      const message = findDelivered(receiptHandle);
      if (message !== undefined && !isVisible(message)) message.visibleAtMs = clock.now() + seconds * 1000;
    },
    adopt: ({ messageId, body, sentAtMs }) => void add(messageId, body, sentAtMs, 0),
    nextVisibleAtMs() {
      const hidden = [...held.values()].filter((message) => !isVisible(message));
      return hidden.length === 0 ? undefined : Math.min(...hidden.map((message) => message.visibleAtMs));
    },
    messages: () => [...held.values()].map(({ messageId, body, sentAtMs }) => ({ messageId, body, sentAtMs })),
  };
}
