import type { UploadAnswer } from "../../shared/contracts/api.ts";
import { failure } from "../cli-error.ts";
import type { ApiClient } from "../http/api-client.ts";
import type { InputFile } from "../input-file.ts";
import { sendFilePart, sendText, type FilePart } from "./send-body.ts";

const ATTEMPTS_MAX = 3;
const PARTS_AT_ONCE = 3;

/** What was stored. */
export interface StoredObject {
  bucketName: string;
  objectKey: string;
  eTag: string | undefined;
  objectBytes: number;
}

type PartsAnswer = Extract<UploadAnswer, { kind: "parts" }>;

/** Store a file under a key through requests that the API signs. `onBytes` is told of bytes sent, and of those that are sent again as a negative number first. */
export async function uploadFile(api: ApiClient, file: InputFile, objectKey: string, onBytes: (byteLength: number) => void): Promise<StoredObject> {
  const { body } = await api.post<UploadAnswer>("/uploads", { objectKey, contentLength: file.bytes });
  const whole = { path: file.path, startByte: 0, endByte: file.bytes };
  const eTag = body.kind === "single" ? (await sendAgain(body.request, whole, onBytes)).eTag : await uploadParts(body, file, onBytes);
  return { bucketName: body.bucketName, objectKey: body.objectKey, eTag, objectBytes: file.bytes };
}

async function uploadParts({ parts, partBytes, complete }: PartsAnswer, file: InputFile, onBytes: (byteLength: number) => void): Promise<string | undefined> {
  const eTags = new Map<number, string>();
  const waiting = parts.values();
  const sendNext = async (): Promise<void> => {
    for (const part of waiting) {
      const startByte = (part.partNumber - 1) * partBytes;
      const { eTag } = await sendAgain(part, { path: file.path, startByte, endByte: startByte + part.contentLength }, onBytes);
      if (eTag === undefined) throw failure("UPLOAD_REFUSED", { what: "the bucket gave no ETag for a part", where: `part ${part.partNumber}` });
      eTags.set(part.partNumber, eTag);
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendNext));
  const listed = parts.map(({ partNumber }) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>"${eTags.get(partNumber)}"</ETag></Part>`);
  const { text } = await sendText(complete, `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed.join("")}</CompleteMultipartUpload>`);
  return /<ETag>(?:&quot;|")?([^<&"]+)/.exec(text)?.[1];
}

/** Send a part up to three times: storing the same bytes twice is storing them once. */
async function sendAgain(request: Parameters<typeof sendFilePart>[0], part: FilePart, onBytes: (byteLength: number) => void): ReturnType<typeof sendFilePart> {
  for (let attempt = 1; ; attempt += 1) {
    let sent = 0;
    try {
      return await sendFilePart(request, part, (byteLength) => {
        sent += byteLength;
        onBytes(byteLength);
      });
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      onBytes(-sent);
    }
  }
}
