import type { ListedObject } from "./catalog-rows.ts";
import { LAST_CHARACTER } from "./object-catalog.ts";
import { S3Error } from "./s3-error.ts";
import { sendXml, type S3Deps, type S3Request } from "./s3-request.ts";
import type { XmlElements } from "./xml.ts";

const PAGE_KEYS_MAX = 1000;

interface Page {
  objects: ListedObject[];
  commonPrefixes: string[];
  /** The last key or common prefix of a page that is not the last one. */
  nextAfter: string | undefined;
}

/** ListObjectsV2, and ListObjects without `list-type=2`. */
export function listObjects(deps: S3Deps, { response, bucket, query }: S3Request): void {
  const isVersion2 = query.get("list-type") === "2";
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const startAfter = (isVersion2 ? query.get("start-after") : query.get("marker")) ?? "";
  const pageKeysMax = parsePageKeysMax(query.get("max-keys"));
  const after = isVersion2 && token !== null ? Buffer.from(token, "base64url").toString("utf8") : startAfter;
  const page = pageKeysMax === 0 ? { objects: [], commonPrefixes: [], nextAfter: undefined } : readPage(deps, bucket.bucketName, { prefix, delimiter, after, pageKeysMax });
  const encode = query.get("encoding-type") === "url" ? (key: string) => encodeURIComponent(key).replaceAll("%2F", "/") : (key: string) => key;
  const nextToken = page.nextAfter === undefined ? undefined : Buffer.from(page.nextAfter).toString("base64url");
  const position: XmlElements = isVersion2
    ? {
        KeyCount: page.objects.length + page.commonPrefixes.length,
        ContinuationToken: token ?? undefined,
        NextContinuationToken: nextToken,
        StartAfter: startAfter === "" ? undefined : encode(startAfter),
      }
    : { Marker: encode(startAfter), NextMarker: page.nextAfter === undefined ? undefined : encode(page.nextAfter) };
  sendXml(response, "ListBucketResult", {
    Name: bucket.bucketName,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    MaxKeys: pageKeysMax,
    EncodingType: query.get("encoding-type") ?? undefined,
    IsTruncated: page.nextAfter !== undefined,
    ...position,
    Contents: page.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: new Date(object.lastModifiedMs).toISOString(),
      ETag: `"${object.eTag}"`,
      Size: object.objectBytes,
      StorageClass: "STANDARD",
    })),
    CommonPrefixes: page.commonPrefixes.map((one) => ({ Prefix: encode(one) })),
  });
}

function parsePageKeysMax(text: string | null): number {
  const value = text === null || text === "" ? PAGE_KEYS_MAX : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new S3Error("InvalidArgument", "Provided max-keys not an integer or within integer range");
  return Math.min(value, PAGE_KEYS_MAX);
}

/** One page. Keys below a common prefix are skipped in one step, however many there are. */
function readPage({ catalog }: S3Deps, bucketName: string, wanted: { prefix: string; delimiter: string; after: string; pageKeysMax: number }): Page {
  const { prefix, delimiter, pageKeysMax } = wanted;
  const page: Page = { objects: [], commonPrefixes: [], nextAfter: undefined };
  // A page that ended on a common prefix goes on after everything below it.
  const skipBelow = (text: string): string =>
    delimiter !== "" && text.length > prefix.length && text.startsWith(prefix) && text.endsWith(delimiter) ? text + LAST_CHARACTER : text;
  let after = skipBelow(wanted.after);
  for (;;) {
    const rows = catalog.listObjects(bucketName, prefix, after, pageKeysMax + 1);
    let isJump = false;
    for (const row of rows) {
      if (page.objects.length + page.commonPrefixes.length === pageKeysMax) {
        page.nextAfter = after.endsWith(LAST_CHARACTER) ? after.slice(0, -LAST_CHARACTER.length) : after;
        return page;
      }
      const cut = delimiter === "" ? -1 : row.key.indexOf(delimiter, prefix.length);
      if (cut === -1) {
        page.objects.push(row);
        after = row.key;
        continue;
      }
      const commonPrefix = row.key.slice(0, cut + delimiter.length);
      page.commonPrefixes.push(commonPrefix);
      after = commonPrefix + LAST_CHARACTER;
      isJump = true;
      break;
    }
    if (!isJump && rows.length <= pageKeysMax) return page;
  }
}
