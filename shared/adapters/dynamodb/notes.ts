import type { GapNote } from "../../contracts/job.ts";
import { TABLE } from "../../contracts/names.ts";
import { SORT_KEY_PREFIX, buildGapSk, buildJobPk, buildLetterSk, buildLettersPk, parseGapSk } from "../../contracts/table-keys.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { DEAD_LETTER_CHARACTERS_MAX } from "../adapter-limits.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import type { ItemTable } from "./item-table.ts";

type Notes = Pick<JobStore, "noteGap" | "readGaps" | "archiveDeadLetter">;

/** The reasons of gaps and the archived messages of a table. */
export function createDynamoNotes(table: ItemTable): Notes {
  return {
    noteGap: ({ jobId, rangeIndex, reason, attempts }, expiresAtMs) =>
      table.put({ pk: buildJobPk(jobId), sk: buildGapSk(rangeIndex), reason, attempts, [TABLE.ttl]: toExpirySeconds(expiresAtMs) }),
    async readGaps(jobId) {
      const notes: GapNote[] = [];
      const sortKey = { condition: "begins_with(#sk, :prefix)", values: { prefix: SORT_KEY_PREFIX.gap } };
      for await (const item of table.query({ pk: buildJobPk(jobId), sortKey })) {
        notes.push({ jobId, ...parseGapSk(item["sk"] as string), reason: item["reason"] as string, attempts: item["attempts"] as number });
      }
      return notes;
    },
    archiveDeadLetter: ({ jobId, queueName = "unknown", messageId, body, receivedAtMs }, expiresAtMs) =>
      table.put({
        pk: jobId === undefined ? buildLettersPk(queueName) : buildJobPk(jobId),
        sk: buildLetterSk(messageId),
        queueName,
        body: body.slice(0, DEAD_LETTER_CHARACTERS_MAX),
        receivedAtMs,
        [TABLE.ttl]: toExpirySeconds(expiresAtMs),
      }),
  };
}
