import type { IncomingHttpHeaders } from "node:http";
import { S3Error } from "./s3-error.ts";

/** What the conditions of a request are compared with. `eTag` is without quotes. */
export interface Version {
  eTag: string;
  lastModifiedMs: number;
}

function namesETag(header: string, eTag: string): boolean {
  return header.split(",").some((one) => {
    const text = one.trim().replace(/^W\//, "");
    return text === "*" || text === eTag || text === `"${eTag}"`;
  });
}

/** Milliseconds of an HTTP date, which has whole seconds; undefined when the header is absent or no date. */
function parseHttpDate(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Check the conditions of a read. `prefix` is `x-amz-copy-source-` for the source of a copy, else empty.
 * Source: RFC 9110 section 13.2.2, and the S3 rule that a true `If-Match` overrides a false `If-Unmodified-Since`.
 * @throws S3Error `PreconditionFailed`, or `NotModified` for a read that its client can answer itself.
 */
export function checkReadConditions(headers: IncomingHttpHeaders, version: Version, prefix = ""): void {
  const header = (name: string): string | undefined => headers[`${prefix}${name}`] as string | undefined;
  const seconds = Math.floor(version.lastModifiedMs / 1000) * 1000;
  const ifMatch = header("if-match");
  const unmodifiedSince = parseHttpDate(header("if-unmodified-since"));
  if (ifMatch !== undefined) {
    if (!namesETag(ifMatch, version.eTag)) throw failed("If-Match");
  } else if (unmodifiedSince !== undefined && seconds > unmodifiedSince) throw failed("If-Unmodified-Since");
  const ifNoneMatch = header("if-none-match");
  const modifiedSince = parseHttpDate(header("if-modified-since"));
  const isKnown = ifNoneMatch === undefined ? modifiedSince !== undefined && seconds <= modifiedSince : namesETag(ifNoneMatch, version.eTag);
  if (isKnown) throw prefix === "" ? new S3Error("NotModified", "Not Modified") : failed("If-None-Match");
}

/**
 * Check the conditions of a write against the object that is there now, if any.
 * @throws S3Error `PreconditionFailed`, or `NoSuchKey` for an `If-Match` without an object.
 */
export function checkWriteConditions(headers: IncomingHttpHeaders, current: Version | undefined): void {
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined && current !== undefined && namesETag(ifNoneMatch, current.eTag)) throw failed("If-None-Match");
  const ifMatch = headers["if-match"];
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error("NoSuchKey", "The specified key does not exist.");
  if (!namesETag(ifMatch, current.eTag)) throw failed("If-Match");
}

function failed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", { Condition: condition });
}
