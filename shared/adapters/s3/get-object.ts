import type { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { objectIdOf } from "../../contracts/identity.ts";
import type { ObjectReference } from "../../ports/object-store.ts";
import { ReadFault, objectReplaced } from "./read-fault.ts";

/** A request under way. Whoever opened it cancels it, used up or not: nothing of it is left then. */
export interface Opened<Answer> {
  answer: Promise<Answer>;
  cancel(): void;
}

/** An answer's own account of the content it is of. */
export interface AnsweredBytes {
  body: Readable;
  eTag: string;
  /** Bytes of the whole object. */
  objectBytes: number;
  /** Where the body begins in the object, and how many bytes it should have. */
  startByte: number;
  byteLength: number;
  output: GetObjectCommandOutput;
}

/** Request bytes of what the key holds: all of them, or a range with both ends included as in the HTTP header. */
export function openGet(client: S3Client, input: { bucketName: string; objectKey: string; range?: string; ifMatch?: string }): Opened<AnsweredBytes> {
  const { bucketName, objectKey, range, ifMatch } = input;
  const abort = new AbortController();
  const command = new GetObjectCommand({
    Bucket: bucketName,
    Key: objectKey,
    ...(range === undefined ? {} : { Range: range }),
    ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
  });
  const answer = client.send(command, { abortSignal: abort.signal }).then((output) => {
    const body = output.Body as Readable;
    // A body that breaks before somebody reads it tells whoever reads it later.
    body.on("error", () => {});
    return describeAnswer(output, body);
  });
  // Whoever requests ahead may never come to await it.
  answer.catch(() => {});
  return {
    answer,
    cancel: () => abort.abort(),
  };
}

/** Request the bytes `[startByte, endByte)` of exactly that content. Only the answer says whether it is; the store may ignore the condition. */
export function openRange(client: S3Client, object: ObjectReference, startByte: number, endByte: number): Opened<Readable> {
  const { bucketName, objectKey, eTag, objectBytes } = object;
  const { answer, cancel } = openGet(client, { bucketName, objectKey, range: `bytes=${startByte}-${endByte - 1}`, ifMatch: `"${eTag}"` });
  const checked = answer.then((answered) => {
    if (answered.eTag !== eTag || answered.objectBytes !== objectBytes) throw objectReplaced({ objectId: objectIdOf(bucketName, objectKey), answeredBytes: answered.objectBytes });
    if (answered.startByte !== startByte || answered.byteLength > endByte - startByte) throw new ReadFault("the store answered with other bytes than it was asked for");
    return answered.body;
  });
  checked.catch(() => {});
  return { answer: checked, cancel };
}

function describeAnswer(output: GetObjectCommandOutput, body: Readable): AnsweredBytes {
  const { ETag, ContentRange, ContentLength } = output;
  const range = ContentRange === undefined ? undefined : /^bytes (\d+)-(\d+)\/(\d+)$/.exec(ContentRange);
  if (ETag === undefined || ContentLength === undefined || range === null) throw new ReadFault("the answer does not say what it holds");
  const [startByte, objectBytes] = range === undefined ? [0, ContentLength] : [Number(range[1]), Number(range[3])];
  return { body, eTag: ETag.replace(/^W\//, "").replaceAll('"', ""), objectBytes, startByte, byteLength: ContentLength, output };
}
