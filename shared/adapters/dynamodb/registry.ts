import { assert } from "../../core/errors.ts";
import { DEFAULT_SOURCE_SETTINGS, TOKEN_ROLES } from "../../contracts/job.ts";
import type { Source, SourceSettings, Token, TokenRole } from "../../contracts/job.ts";
import { PARTITION_KEY, buildSourceSk, buildTokenSk, parseSourceSk, parseTokenSk } from "../../contracts/table-keys.ts";
import { TABLE } from "../../contracts/names.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import type { Item, Plain } from "./attributes.ts";
import type { ItemKey, ItemTable } from "./item-table.ts";

type Registry = Pick<JobStore, "listSources" | "putSource" | "noteJobDay" | "readToken" | "putToken" | "listTokens" | "deleteToken">;

/** The sources and tokens of a table. Sources carry no expiry: people wrote them. */
export function createDynamoRegistry(table: ItemTable): Registry {
  return {
    async listSources() {
      const sources: Source[] = [];
      for await (const item of table.query({ pk: PARTITION_KEY.sources })) sources.push(parseSourceItem(item));
      return sources.toSorted((a, b) => (a.source < b.source ? -1 : 1));
    },
    async putSource({ source, prefixes, settings }) {
      await table.updateIf(sourceKey(source), "SET #prefixes = :prefixes, #settings = :settings", undefined, { prefixes, settings: settings as unknown as Plain });
    },
    async noteJobDay(source, day) {
      const known = await table.get(sourceKey(source));
      if (known !== undefined && isWithin(parseSourceItem(known), day)) return;
      const values = { day, none: [], settings: DEFAULT_SOURCE_SETTINGS as unknown as Plain };
      const unlessThere = (name: string, value: string) => `#${name} = if_not_exists(#${name}, ${value})`;
      const register = [unlessThere("prefixes", ":none"), unlessThere("settings", ":settings"), unlessThere("firstJobDay", ":day"), unlessThere("lastJobDay", ":day")];
      await table.updateIf(sourceKey(source), `SET ${register.join(", ")}`, undefined, values);
      await table.updateIf(sourceKey(source), "SET #firstJobDay = :day", "#firstJobDay > :day", values);
      await table.updateIf(sourceKey(source), "SET #lastJobDay = :day", "#lastJobDay < :day", values);
    },
    async readToken(sha256) {
      const item = await table.get(tokenKey(sha256));
      return item && parseTokenItem(item);
    },
    putToken: (token) => table.put(buildTokenItem(token)),
    listTokens: async () => (await table.queryAll({ pk: PARTITION_KEY.tokens })).map(parseTokenItem),
    deleteToken: (sha256) => table.deleteMany([tokenKey(sha256)]),
  };
}

const sourceKey = (source: string): ItemKey => ({ pk: PARTITION_KEY.sources, sk: buildSourceSk(source) });
const tokenKey = (sha256: string): ItemKey => ({ pk: PARTITION_KEY.tokens, sk: buildTokenSk(sha256) });

function buildTokenItem({ sha256, role, name, uploadPrefix, createdAtMs, expiresAtMs }: Token): Item & ItemKey {
  return {
    ...tokenKey(sha256),
    role,
    name,
    ...(uploadPrefix === undefined ? {} : { uploadPrefix }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs, [TABLE.ttl]: toExpirySeconds(expiresAtMs) }),
  };
}

function parseTokenItem(item: Item): Token {
  const { sk, role, name, uploadPrefix, createdAtMs, expiresAtMs } = item;
  assert(TOKEN_ROLES.includes(role as TokenRole) && typeof name === "string", "BAD_TOKEN_ITEM");
  return {
    ...parseTokenSk(sk as string),
    role: role as TokenRole,
    name,
    ...(uploadPrefix === undefined ? {} : { uploadPrefix: uploadPrefix as string }),
    ...(createdAtMs === undefined ? {} : { createdAtMs: createdAtMs as number }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs: expiresAtMs as number }),
  };
}

function isWithin({ firstJobDay, lastJobDay }: Source, day: string): boolean {
  return firstJobDay !== undefined && lastJobDay !== undefined && firstJobDay <= day && day <= lastJobDay;
}

function parseSourceItem(item: Item): Source {
  const { sk, prefixes, settings, firstJobDay, lastJobDay } = item;
  assert(Array.isArray(prefixes) && typeof settings === "object", "BAD_SOURCE_ITEM", { sk: sk as string });
  return {
    ...parseSourceSk(sk as string),
    prefixes: prefixes as string[],
    settings: settings as unknown as SourceSettings,
    ...(firstJobDay === undefined ? {} : { firstJobDay: firstJobDay as string }),
    ...(lastJobDay === undefined ? {} : { lastJobDay: lastJobDay as string }),
  };
}
