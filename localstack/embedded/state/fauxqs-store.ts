import type { MessageJournal, StoredMessage } from "./message-journal.ts";

/** A queue of fauxqs, as far as this folder touches it. */
export interface FauxqsQueue {
  name: string;
  attributes: Record<string, string>;
  messages: StoredMessage[];
  delayedMessages: StoredMessage[];
  /** By receipt handle. */
  inflightMessages: Map<string, { message: StoredMessage; visibilityDeadline: number }>;
  persistence: MessageJournal | undefined;
  /** Bring back what was hidden for long enough. */
  processTimers(): void;
  dequeue(messagesMax: number, visibilityTimeout: number | undefined, findByArn: (arn: string) => FauxqsQueue | undefined): unknown[];
}

/** The queues of fauxqs in memory. */
export interface FauxqsStore {
  host: string | undefined;
  region: string | undefined;
  persistence: MessageJournal | undefined;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): FauxqsQueue;
  shutdown(): void;
}

/** A new, empty store. The package exports its application but not this class, which the application takes as an option. */
export async function createFauxqsStore(): Promise<FauxqsStore> {
  const module = (await import(new URL("./sqs/sqsStore.js", import.meta.resolve("fauxqs")).href)) as { SqsStore: new () => FauxqsStore };
  return new module.SqsStore();
}
