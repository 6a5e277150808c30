import { DEFAULT_SOURCE_SETTINGS } from "../../contracts/job.ts";
import type { Source, Token } from "../../contracts/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { createExpiringMap } from "./expiring-map.ts";

type Registry = Pick<JobStore, "listSources" | "putSource" | "noteJobDay" | "readToken" | "putToken" | "listTokens" | "deleteToken">;

/** The sources and tokens of a memory store. */
export function createMemoryRegistry(clock: Clock): Registry {
  const sources = createExpiringMap<Source>(clock);
  const tokens = createExpiringMap<Token>(clock);
  return {
    listSources: async () => sources.values(),
    async putSource({ source, prefixes, settings }) {
      sources.set(source, { ...sources.get(source), source, prefixes, settings });
    },
    async noteJobDay(source, day) {
      const known = sources.get(source) ?? { source, prefixes: [], settings: DEFAULT_SOURCE_SETTINGS };
      const { firstJobDay = day, lastJobDay = day } = known;
      sources.set(source, { ...known, firstJobDay: day < firstJobDay ? day : firstJobDay, lastJobDay: day > lastJobDay ? day : lastJobDay });
    },
    readToken: async (sha256) => tokens.get(sha256),
    async putToken(token) {
      tokens.set(token.sha256, token, token.expiresAtMs);
    },
    listTokens: async () => tokens.values(),
    deleteToken: async (sha256) => tokens.delete(sha256),
  };
}
