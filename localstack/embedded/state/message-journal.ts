import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

/** A message as the queues of fauxqs hold it in memory. Times are epoch ms. */
export interface StoredMessage {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, unknown>;
  md5OfMessageAttributes: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp: number | undefined;
  delayUntil: number | undefined;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, queue TEXT, position INTEGER, body TEXT, md5 TEXT, attributes TEXT, attributesMd5 TEXT,
    sent INTEGER, receives INTEGER, firstReceived INTEGER, delayUntil INTEGER, hiddenUntil INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS deaths (queue TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
`;

const messageOf = (row: Record<string, SQLOutputValue>): StoredMessage => ({
  messageId: row["id"] as string,
  body: row["body"] as string,
  md5OfBody: row["md5"] as string,
  messageAttributes: JSON.parse(row["attributes"] as string) as Record<string, unknown>,
  md5OfMessageAttributes: row["attributesMd5"] as string,
  sentTimestamp: row["sent"] as number,
  approximateReceiveCount: row["receives"] as number,
  approximateFirstReceiveTimestamp: (row["firstReceived"] as number | null) ?? undefined,
  delayUntil: (row["delayUntil"] as number | null) ?? undefined,
});

/** The file that makes messages outlive the process. */
export type MessageJournal = ReturnType<typeof openMessageJournal>;

/**
 * Open the journal in the file `path`. It has the methods that fauxqs calls on every change of a queue, in place of fauxqs's own
 * persistence, which waits for the disk on every call, fails on a visibility of 0, and moves a message to its dead-letter queue in two
 * steps.
 */
export function openMessageJournal(path: string) {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  let position = (database.prepare("SELECT COALESCE(MAX(position), 0) AS last FROM messages").get() as { last: number }).last;
  /** The queue that a message is received from at this moment: one that is put then was moved from there. */
  let movingFrom: string | undefined;
  const sql = {
    put: database.prepare("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"),
    remove: database.prepare("DELETE FROM messages WHERE id = ?"),
    hide: database.prepare("UPDATE messages SET hiddenUntil = ?, receives = ?, firstReceived = ? WHERE id = ?"),
    show: database.prepare("UPDATE messages SET hiddenUntil = NULL WHERE id = ?"),
    purge: database.prepare("DELETE FROM messages WHERE queue = ?"),
    load: database.prepare("SELECT * FROM messages WHERE queue = ? ORDER BY position"),
    giveBack: database.prepare("UPDATE messages SET hiddenUntil = NULL, receives = MAX(receives - 1, 0) WHERE hiddenUntil > ?"),
    forgetExpired: database.prepare("DELETE FROM messages WHERE queue = ? AND sent < ?"),
    countDeath: database.prepare("INSERT INTO deaths VALUES (?, 1) ON CONFLICT (queue) DO UPDATE SET count = count + 1"),
    deaths: database.prepare("SELECT count FROM deaths WHERE queue = ?"),
    begin: database.prepare("BEGIN"),
    commit: database.prepare("COMMIT"),
    rollback: database.prepare("ROLLBACK"),
  };
  const put = (queueName: string, message: StoredMessage): void => {
    position += 1;
    sql.put.run(
      message.messageId,
      queueName,
      position,
      message.body,
      message.md5OfBody,
      JSON.stringify(message.messageAttributes),
      message.md5OfMessageAttributes,
      message.sentTimestamp,
      message.approximateReceiveCount,
      message.approximateFirstReceiveTimestamp ?? null,
      message.delayUntil ?? null,
    );
  };

  return {
    /**
     * Make every message visible that somebody held when the last run ended, and take back that receive: whoever held it is dead, and not
     * by its own fault.
     */
    giveBackHeld(nowMs: number): void {
      sql.giveBack.run(nowMs);
    },
    forgetExpired(queueName: string, sentBeforeMs: number): void {
      sql.forgetExpired.run(queueName, sentBeforeMs);
    },
    load: (queueName: string): StoredMessage[] => sql.load.all(queueName).map(messageOf),
    /** Run `receive` on a queue, in which a message that is deleted is only on its way to its dead-letter queue: its row moves in one step. */
    moving<Result>(queueName: string, receive: () => Result): Result {
      movingFrom = queueName;
      try {
        return receive();
      } finally {
        movingFrom = undefined;
      }
    },
    /** Messages of a queue that have ever been moved to its dead-letter queue. */
    countDeaths: (queueName: string): number => (sql.deaths.get(queueName) as { count: number } | undefined)?.count ?? 0,
    close(): void {
      database.close();
    },

    insertMessage(queueName: string, message: StoredMessage): void {
      if (movingFrom === undefined) return put(queueName, message);
      sql.begin.run();
      try {
        sql.countDeath.run(movingFrom);
        put(queueName, message);
        sql.commit.run();
      } catch (error) {
        sql.rollback.run();
        throw error;
      }
    },
    deleteMessage(messageId: string): void {
      if (movingFrom === undefined) sql.remove.run(messageId);
    },
    updateMessageInflight(messageId: string, _receiptHandle: string, hiddenUntilMs: number, receives: number, firstReceivedMs: number | undefined): void {
      sql.hide.run(hiddenUntilMs, receives, firstReceivedMs ?? null, messageId);
    },
    updateMessageReady(messageId: string): void {
      sql.show.run(messageId);
    },
    deleteQueueMessages(queueName: string): void {
      sql.purge.run(queueName);
    },
    // Queues come from the template on every start.
    insertQueue(): void {},
    deleteQueue(): void {},
    updateQueueAttributes(): void {},
    updateQueueSequenceCounter(): void {},
  };
}
