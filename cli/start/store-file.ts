import { createReadStream } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { failure } from "../cli-error.ts";
import type { LocalConnection } from "../http/connection.ts";
import type { InputFile } from "../input-file.ts";
import { visibleText } from "../render/visible-text.ts";
import type { StoredObject } from "../upload/upload-file.ts";

const PART_BYTES_MIN = 16 * 1024 * 1024;
const PARTS_MAX = 10_000;
const PARTS_AT_ONCE = 2;
const READ_BYTES = 1024 * 1024;

/** Store a file in the local bucket through S3 itself, as any client of it does, a few parts in memory at a time. */
export async function storeFile(
  connection: LocalConnection,
  file: InputFile,
  objectKey: string,
  onBytes: (byteLength: number) => void,
  signal: AbortSignal,
): Promise<StoredObject> {
  const { s3Endpoint: endpoint, regionName: region, bucketName, accessKeyId, secretAccessKey } = connection;
  const client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
  const body = createReadStream(file.path, { highWaterMark: READ_BYTES });
  body.on("data", (data) => onBytes(data.length));
  const partSize = Math.max(PART_BYTES_MIN, Math.ceil(file.bytes / PARTS_MAX));
  const upload = new Upload({ client, params: { Bucket: bucketName, Key: objectKey, Body: body }, partSize, queueSize: PARTS_AT_ONCE });
  const abort = (): void => void upload.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const { ETag } = await upload.done();
    return { bucketName, objectKey, eTag: ETag?.replaceAll('"', ""), objectBytes: file.bytes };
  } catch (cause) {
    if (signal.aborted || isFileError(cause)) throw cause;
    throw failure(
      "UPLOAD_BROKEN",
      { what: "the upload to the local bucket broke off", where: visibleText(file.path), advice: "the logs folder of the data directory may say more" },
      cause,
    );
  } finally {
    signal.removeEventListener("abort", abort);
    body.destroy();
    client.destroy();
  }
}

/** The file itself could not be read: its own error says it better. */
function isFileError(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause && ((cause as NodeJS.ErrnoException).syscall === "open" || (cause as NodeJS.ErrnoException).syscall === "read");
}
