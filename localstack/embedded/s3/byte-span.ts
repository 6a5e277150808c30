import { S3Error } from "./s3-error.ts";

/** Half-open bytes of an object: `[startByte, endByte)`. */
export interface ByteSpan {
  startByte: number;
  endByte: number;
}

/**
 * The bytes that a `Range` header asks for; undefined asks for the whole object, as do several ranges at once, which S3 ignores.
 * @throws S3Error `InvalidRange` when no byte of the object is in it.
 */
export function parseRangeHeader(header: string | undefined, objectBytes: number): ByteSpan | undefined {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [, first = "", last = ""] = match;
  const span =
    first === ""
      ? { startByte: Math.max(0, objectBytes - Number(last)), endByte: objectBytes }
      : { startByte: Number(first), endByte: last === "" ? objectBytes : Math.min(Number(last) + 1, objectBytes) };
  if (last !== "" && first !== "" && Number(last) < Number(first)) return undefined;
  if (span.startByte >= objectBytes || span.endByte <= span.startByte) {
    throw new S3Error("InvalidRange", "The requested range is not satisfiable", { RangeRequested: header ?? "", ActualObjectSize: objectBytes });
  }
  return span;
}
