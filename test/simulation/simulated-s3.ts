import type { GetObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import type { SeededRandom } from "../generate/seeded-random.ts";
import type { Content } from "./contents.ts";
import { LAST_MODIFIED_MS } from "./expected.ts";
import type { Faults } from "./faults.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Invocation } from "./invocation.ts";

/** A bucket, and what keeps people from reading it. */
export interface SimulatedS3 {
  readonly objects: ReadonlyMap<string, Content>;
  put(objectKey: string, content: Content): void;
  /** Whether there was something to delete. */
  delete(objectKey: string): boolean;
  /** How often what the key holds was changed. */
  changesOf(objectKey: string): number;
  /** Reading is refused (403). */
  isForbidden: boolean;
  /** A byte of an object behind which no worker gets: every request for it fails. The first look of a splitter does not. */
  unreadable: { objectKey: string; byte: number } | undefined;
  /** The client of one run: its requests and pieces of bodies are await points. */
  clientFor(invocation: Invocation): S3Client;
}

const BODY_PIECE_BYTES = 700;

/** An empty bucket. Only what the product's adapter sends and reads is there: GetObject with a range and a condition. */
export function createSimulatedS3(random: SeededRandom, faults: Faults): SimulatedS3 {
  const objects = new Map<string, Content>();
  const changes = new Map<string, number>();
  const changesOf = (objectKey: string): number => changes.get(objectKey) ?? 0;
  const bucket: SimulatedS3 = {
    objects,
    changesOf,
    put(objectKey, content) {
      objects.set(objectKey, content);
      changes.set(objectKey, changesOf(objectKey) + 1);
    },
    delete(objectKey) {
      changes.set(objectKey, changesOf(objectKey) + 1);
      return objects.delete(objectKey);
    },
    isForbidden: false,
    unreadable: undefined,
    clientFor: (invocation) => ({ send: (command: { input: GetObjectCommandInput }) => get(command.input, invocation) }) as unknown as S3Client,
  };

  const get = async ({ Key = "", Range, IfMatch }: GetObjectCommandInput, invocation: Invocation) => {
    await invocation.pass("s3.GetObject before", "s3.slow");
    if (faults.strikes("s3.status-500")) throw s3Error("InternalError", 500);
    if (faults.strikes("s3.status-503")) throw s3Error("SlowDown", 503);
    const content = objects.get(Key);
    if (bucket.isForbidden) throw noted("s3.forbidden", s3Error("AccessDenied", 403));
    if (content === undefined) throw s3Error("NoSuchKey", 404);
    const { startByte, endByte } = readRange(Range, content.bytes.length);
    const isOther = IfMatch !== undefined && IfMatch !== `"${content.eTag}"`;
    if (isOther && !faults.strikes("s3.condition-ignored")) throw s3Error("PreconditionFailed", 412);
    const { unreadable } = bucket;
    const isRead = unreadable?.objectKey === Key && invocation.functionName !== "splitter" && invocation.functionName !== "dead-letter";
    if (isRead && unreadable.byte >= startByte && unreadable.byte < endByte) throw noted("s3.unreadable-range", s3Error("InternalError", 500));
    await invocation.pass("s3.GetObject after", undefined);
    return {
      Body: bodyOf(content.bytes.subarray(startByte, endByte), invocation),
      ETag: `"${content.eTag}"`,
      ContentLength: endByte - startByte,
      ...(Range === undefined ? {} : { ContentRange: `bytes ${startByte}-${endByte - 1}/${content.bytes.length}` }),
      LastModified: new Date(LAST_MODIFIED_MS),
      $metadata: {},
    };
  };
  const bodyOf = (bytes: Uint8Array, invocation: Invocation) => ({
    on() {},
    async *[Symbol.asyncIterator]() {
      const end = faults.strikes("s3.short-body") ? random.below(bytes.length) : bytes.length;
      for (let byte = 0; byte < end; byte += BODY_PIECE_BYTES) {
        await invocation.pass("s3.body before", undefined);
        yield bytes.slice(byte, Math.min(end, byte + BODY_PIECE_BYTES));
      }
    },
  });
  const noted = (kind: FaultKind, error: Error): Error => {
    faults.note(kind);
    return error;
  };
  return bucket;
}

/** The bytes that the header asks for. @throws an S3 error (416) when the object has none of them. */
function readRange(header: string | undefined, objectBytes: number): { startByte: number; endByte: number } {
  if (header === undefined) return { startByte: 0, endByte: objectBytes };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (Number(first) >= objectBytes) throw s3Error("InvalidRange", 416);
  return { startByte: Number(first), endByte: Math.min(objectBytes, Number(last) + 1) };
}

function s3Error(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
