import { createHash } from "node:crypto";
import type { SourceSettings } from "./job.ts";

/** Hex digits of an id: 128 bits, so that two of a billion collide with a chance of 1e-21. */
const ID_HEX_DIGITS = 32;

/** SHA-256 of `text` in hex. */
export function sha256Hex(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The id of a key, whatever its content. JSON keeps the parts apart. */
export function objectIdOf(bucketName: string, objectKey: string): string {
  return sha256Hex(JSON.stringify([bucketName, objectKey])).slice(0, ID_HEX_DIGITS);
}

/**
 * The id of the analysis of one content under one set of settings: the same upload twice is one job.
 * The aliases are sorted by field, so that the order in which somebody wrote them down is no difference.
 */
export function jobIdOf(object: { bucketName: string; objectKey: string; eTag: string; objectBytes: number }, settings: SourceSettings): string {
  const aliases = Object.entries(settings.jsonAliases).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(
    JSON.stringify([
      object.bucketName,
      object.objectKey,
      object.eTag,
      object.objectBytes,
      settings.format,
      settings.timeZone,
      settings.pattern,
      aliases,
      settings.rangeBytes,
      settings.retentionDays,
    ]),
  ).slice(0, ID_HEX_DIGITS);
}
