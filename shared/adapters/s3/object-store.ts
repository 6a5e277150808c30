import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { objectIdOf } from "../../contracts/identity.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectFacts, ObjectReference, ObjectStore } from "../../ports/object-store.ts";
import { READ_PIECE_BYTES, READ_TRIES_MAX } from "../adapter-limits.ts";
import { describeAwsError } from "../aws-error.ts";
import { backOff } from "../backoff.ts";
import { openGet, openRange } from "./get-object.ts";
import type { AnsweredBytes, Opened } from "./get-object.ts";
import { ReadFault, permanentReadError, readGivenUp } from "./read-fault.ts";

export interface S3ReadOptions {
  /** Bytes of one GET. */
  pieceBytes?: number;
  /** Tries of one request, and of one piece of a range. */
  triesMax?: number;
}

/** The objects of S3, or of a store that speaks its protocol. The clock times the waits between tries. */
export function createS3ObjectStore(client: S3Client, clock: Clock, { pieceBytes = READ_PIECE_BYTES, triesMax = READ_TRIES_MAX }: S3ReadOptions = {}): ObjectStore {
  /** The bytes of one piece, each once and in order; `opened` is the request of the first try. */
  async function* readPiece(object: ObjectReference, startByte: number, endByte: number, opened: Opened<Readable>): AsyncGenerator<Uint8Array> {
    const { bucketName, objectKey } = object;
    let byte = startByte;
    for (let tries = 1; ; tries++) {
      let fault: unknown;
      try {
        for await (const bytes of (await opened.answer) as AsyncIterable<Uint8Array>) {
          byte += bytes.length;
          yield bytes;
        }
        if (byte === endByte) return;
        fault = new ReadFault("the body ended early");
      } catch (error) {
        const context = { objectId: objectIdOf(bucketName, objectKey), byte, endByte };
        const permanent = permanentReadError(error, context);
        if (permanent !== undefined) throw permanent;
        fault = error;
      } finally {
        opened.cancel();
      }
      // The last bytes came before the connection broke.
      if (byte === endByte) return;
      if (tries === triesMax) throw readGivenUp({ objectId: objectIdOf(bucketName, objectKey), byte, endByte, tries }, fault);
      await backOff(clock, tries);
      opened = openRange(client, object, byte, endByte);
    }
  }

  return {
    async readStart(bucketName, objectKey, byteLength) {
      for (let tries = 1; ; tries++) {
        // An empty object has no first byte to ask for, and stores differ in what they make of that. Without a range all of them answer.
        const range = tries === 1 && byteLength > 0 ? { range: `bytes=0-${byteLength - 1}` } : {};
        const opened = openGet(client, { bucketName, objectKey, ...range });
        try {
          const answered = await opened.answer;
          return { ...factsOf(answered), bytes: await takeStart(answered, byteLength) };
        } catch (error) {
          const { status } = describeAwsError(error);
          if (status === 404) return undefined;
          if (status === 416 && tries === 1) continue;
          const permanent = permanentReadError(error, { objectId: objectIdOf(bucketName, objectKey) });
          if (permanent !== undefined) throw permanent;
          if (tries === triesMax) throw readGivenUp({ objectId: objectIdOf(bucketName, objectKey), tries }, error);
          await backOff(clock, tries);
        } finally {
          opened.cancel();
        }
      }
    },
    async *readRange(object, startByte, endByte) {
      const stopByte = Math.min(endByte, object.objectBytes);
      const open = (from: number) => (from < stopByte ? openRange(client, object, from, Math.min(from + pieceBytes, stopByte)) : undefined);
      let coming = open(startByte);
      try {
        for (let from = startByte; coming !== undefined; from += pieceBytes) {
          const opened: Opened<Readable> = coming;
          // The next piece is asked for before this one is read: its answer waits in the socket, not in memory.
          coming = open(from + pieceBytes);
          yield* readPiece(object, from, Math.min(from + pieceBytes, stopByte), opened);
        }
      } finally {
        coming?.cancel();
      }
    },
  };
}

function factsOf({ eTag, objectBytes, output }: AnsweredBytes): ObjectFacts {
  const { LastModified, VersionId } = output;
  if (LastModified === undefined) throw new ReadFault("the answer does not say when the object was stored");
  const versionId = VersionId === undefined || VersionId === "null" ? {} : { versionId: VersionId };
  return { objectBytes, eTag, lastModifiedMs: LastModified.getTime(), ...versionId };
}

/** The first bytes of an answer that begins at the object's start; the rest is left unread. */
async function takeStart({ body, objectBytes, startByte }: AnsweredBytes, byteLength: number): Promise<Uint8Array> {
  if (startByte !== 0) throw new ReadFault("the store answered with other bytes than it was asked for");
  const wanted = Math.min(byteLength, objectBytes);
  const start = new Uint8Array(wanted);
  let taken = 0;
  for await (const bytes of body as AsyncIterable<Uint8Array>) {
    start.set(bytes.subarray(0, wanted - taken), taken);
    taken += Math.min(bytes.length, wanted - taken);
    if (taken === wanted) break;
  }
  if (taken < wanted) throw new ReadFault("the body ended early");
  return start;
}
