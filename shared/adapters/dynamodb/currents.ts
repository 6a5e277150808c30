import { assert } from "../../core/errors.ts";
import { FORGOTTEN_JOB_ID, type Current, type Published } from "../../contracts/job.ts";
import { TABLE } from "../../contracts/names.ts";
import { SORT_KEY, buildObjectPk, parseObjectPk } from "../../contracts/table-keys.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import { assertFree } from "../job-rules.ts";
import type { Item } from "./attributes.ts";
import { IS_ABSENT, IS_LIVE } from "./item-table.ts";
import type { ItemKey, ItemTable } from "./item-table.ts";

type Currents = Pick<JobStore, "readCurrent" | "takeCurrent" | "publish" | "forgetCurrent">;

const EXPIRY = `#${TABLE.ttl}`;

/** The current contents of keys of a table. */
export function createDynamoCurrents(table: ItemTable): Currents {
  const readCurrent = async (objectId: string): Promise<Current | undefined> => {
    const item = await table.get(currentKey(objectId));
    return item && parseCurrentItem(item);
  };

  return {
    readCurrent,
    async takeCurrent(objectId, jobId, versionRead, expiresAtMs, published) {
      assertFree(versionRead, published);
      const values = { ...(published && { published: { ...published } }), jobId, coming: versionRead + 1, read: versionRead, expiresAt: toExpirySeconds(expiresAtMs) };
      const take = async (update: string, condition: string) => (await table.updateIf(currentKey(objectId), update, condition, values)) !== undefined;
      const taken = "SET #jobId = :jobId, #version = :coming";
      // An expired item may lie there still.
      if (versionRead === 0) return take(`${taken}, ${EXPIRY} = :expiresAt${published === undefined ? " REMOVE #published" : ", #published = :published"}`, IS_ABSENT);
      // The expiry never gets nearer: exactly one of the two can hold while the version is the one read.
      const isUnchanged = `${IS_LIVE} AND #version = :read`;
      return (await take(`${taken}, ${EXPIRY} = :expiresAt`, `${isUnchanged} AND ${EXPIRY} <= :expiresAt`)) || take(taken, `${isUnchanged} AND ${EXPIRY} > :expiresAt`);
    },
    async publish(objectId, published) {
      const isNotNewer = "(attribute_not_exists(#published) OR #published.#version < :version OR (#published.#version = :version AND #published.#generation <= :generation))";
      const before = await table.updateIf(
        currentKey(objectId),
        "SET #published = :published",
        `${IS_LIVE} AND #jobId = :jobId AND ${isNotNewer}`,
        { published: { ...published }, jobId: published.jobId, version: published.version, generation: published.generation },
        "UPDATED_OLD",
      );
      const previous = before === undefined ? (await readCurrent(objectId))?.published : (before["published"] as unknown as Published | undefined);
      return { isPublished: before !== undefined, ...(previous === undefined ? {} : { previous }) };
    },
    async forgetCurrent(read, jobId) {
      const isCurrent = read.jobId === jobId;
      const isShown = read.published?.jobId === jobId;
      if (!isCurrent && !isShown) return true;
      const set = isCurrent ? "SET #jobId = :nobody, #version = :coming" : "SET #jobId = :read";
      const values = {
        nobody: FORGOTTEN_JOB_ID,
        coming: read.version + 1,
        read: read.jobId,
        version: read.version,
        ...(read.published && { generation: read.published.generation }),
      };
      const isUnchanged = `${IS_LIVE} AND #version = :version AND #jobId = :read AND ${read.published === undefined ? "attribute_not_exists(#published)" : "#published.#version = :shown AND #published.#generation = :generation"}`;
      const shown = read.published === undefined ? {} : { shown: read.published.version };
      return (await table.updateIf(currentKey(read.objectId), isShown ? `${set} REMOVE #published` : set, isUnchanged, { ...values, ...shown })) !== undefined;
    },
  };
}

const currentKey = (objectId: string): ItemKey => ({ pk: buildObjectPk(objectId), sk: SORT_KEY.current });

function parseCurrentItem(item: Item): Current {
  const { pk, jobId, version, published } = item;
  assert(typeof jobId === "string" && typeof version === "number", "BAD_CURRENT_ITEM", { pk: pk as string });
  return { ...parseObjectPk(pk as string), jobId, version, ...(published === undefined ? {} : { published: published as unknown as Published }) };
}
