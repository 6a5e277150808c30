import type { GapNote } from "../../contracts/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, JobStore } from "../../ports/job-store.ts";
import { DEAD_LETTER_CHARACTERS_MAX } from "../adapter-limits.ts";
import { createExpiringMap } from "./expiring-map.ts";

type Notes = Pick<JobStore, "noteGap" | "readGaps" | "archiveDeadLetter">;

/** What a test may look at besides the port. */
export interface MemoryNotes {
  readDeadLetters(): DeadLetter[];
}

/** The reasons of gaps and the archived messages of a memory store. */
export function createMemoryNotes(clock: Clock): Notes & MemoryNotes & { deleteNotes(jobId: string): void } {
  const gaps = createExpiringMap<GapNote>(clock);
  const letters = createExpiringMap<DeadLetter>(clock);
  return {
    async noteGap(note, expiresAtMs) {
      gaps.set(JSON.stringify([note.jobId, note.rangeIndex]), note, expiresAtMs);
    },
    async readGaps(jobId) {
      return gaps.values((note) => note.jobId === jobId).toSorted((a, b) => a.rangeIndex - b.rangeIndex);
    },
    async archiveDeadLetter(letter, expiresAtMs) {
      const kept = { ...letter, body: letter.body.slice(0, DEAD_LETTER_CHARACTERS_MAX) };
      letters.set(JSON.stringify([letter.jobId ?? null, letter.queueName ?? null, letter.messageId]), kept, expiresAtMs);
    },
    deleteNotes(jobId) {
      for (const [key] of gaps.entries((note) => note.jobId === jobId)) gaps.delete(key);
      for (const [key] of letters.entries((letter) => letter.jobId === jobId)) letters.delete(key);
    },
    readDeadLetters: () => letters.values(),
  };
}
