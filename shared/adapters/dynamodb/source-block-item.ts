import { deflateRawSync } from "node:zlib";
import { TABLE } from "../../contracts/names.ts";
import { buildSourceBlockSk, buildSourceHourPk } from "../../contracts/table-keys.ts";
import type { SourceBlock } from "../../ports/block-store.ts";
import { toExpirySeconds } from "../job-expiry.ts";
import type { Item } from "./attributes.ts";
import type { ItemKey } from "./item-table.ts";

/** The item of a source's block; its bytes are deflated. */
export function buildSourceBlockItem(source: string, block: SourceBlock, expiresAtMs: number): Item & ItemKey {
  const key = { pk: buildSourceHourPk(source, block.hourStartMs), sk: buildSourceBlockSk(block) };
  return { ...key, bytes: deflateRawSync(block.bytes), [TABLE.ttl]: toExpirySeconds(expiresAtMs) };
}
