import type { SignedRequest, UploadAnswer, UploadRequest } from "../../shared/contracts/api.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { mapConcurrently } from "../../shared/protocol/concurrently.ts";
import type { ApiDeps } from "./api-deps.ts";
import { hasControlCharacters } from "./control-characters.ts";
import { badBody, problemError } from "./problem.ts";
import type { Route } from "./router.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Bytes of one PUT, and of one part. Source: "Amazon S3 multipart upload limits". */
const PUT_BYTES_MAX = 5 * GIB;
/** Bytes of one upload. */
const UPLOAD_BYTES_MAX = 5 * 1024 * GIB;
/** Parts of one upload: 5 TiB make parts of 4.3 GiB, and so many signed requests still fit into one answer. */
const PARTS_MAX = 1_200;
const PART_BYTES_MIN = 64 * MIB;
const KEY_BYTES_MAX = 1_024;
const UPLOAD_ID_CHARACTERS_MAX = 1_024;
/** A request has to begin before it expires. Who holds more of them needs more time; a Lambda role's credentials last for hours. */
const SINGLE_EXPIRES_SECONDS = 15 * 60;
const PARTS_EXPIRES_SECONDS = 6 * 3_600;
const SIGN_CONCURRENCY = 16;

/** Uploads without credentials for the bucket. */
export const uploadRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/uploads",
    role: "ingest",
    query: [],
    async handle({ request, token }, deps) {
      const upload = readUploadRequest(request.readBody());
      const prefix = token?.uploadPrefix ?? "";
      if (!upload.objectKey.startsWith(prefix)) throw problemError("FORBIDDEN", `this token may upload below ${prefix} only`, "objectKey");
      deps.log.note({ objectId: objectIdOf(deps.bucketName, upload.objectKey) });
      const body = await signUpload(upload, deps);
      return { status: 201, body };
    },
  },
];

async function signUpload({ objectKey, contentLength, uploadId: begunId }: UploadRequest, deps: ApiDeps): Promise<UploadAnswer> {
  const target = { bucketName: deps.bucketName, objectKey };
  const isSingle = contentLength <= PUT_BYTES_MAX && begunId === undefined;
  const expiresInSeconds = isSingle ? SINGLE_EXPIRES_SECONDS : PARTS_EXPIRES_SECONDS;
  const expiresAt = new Date(deps.clock.now() + expiresInSeconds * 1000).toISOString();
  if (isSingle) return { ...target, expiresAt, kind: "single", request: await deps.signer.signPut(target, contentLength, expiresInSeconds) };
  const uploadId = begunId ?? (await deps.signer.startParts(target));
  const partBytes = partBytesOf(contentLength);
  const numbers = Array.from({ length: Math.max(1, Math.ceil(contentLength / partBytes)) }, (_, index) => index + 1);
  const parts = await mapConcurrently(numbers, SIGN_CONCURRENCY, async (partNumber) => {
    const partLength = Math.min(partBytes, contentLength - (partNumber - 1) * partBytes);
    const signed: SignedRequest = await deps.signer.signPart(target, uploadId, partNumber, partLength, expiresInSeconds);
    return { partNumber, contentLength: partLength, ...signed };
  });
  return { ...target, expiresAt, kind: "parts", uploadId, partBytes, parts, complete: await deps.signer.signComplete(target, uploadId, expiresInSeconds) };
}

/** Whole MiB, so that every part but the last has the same size. */
function partBytesOf(contentLength: number): number {
  return Math.max(PART_BYTES_MIN, Math.ceil(contentLength / PARTS_MAX / MIB) * MIB);
}

function readUploadRequest(body: Record<string, unknown>): UploadRequest {
  const { objectKey, contentLength, uploadId, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw badBody(unknown, "an upload has objectKey, contentLength and uploadId");
  if (typeof contentLength !== "number" || !Number.isSafeInteger(contentLength) || contentLength < 0) throw badBody("contentLength", "the number of bytes to upload");
  if (contentLength > UPLOAD_BYTES_MAX) throw problemError("UPLOAD_TOO_LARGE", `an upload may have ${UPLOAD_BYTES_MAX} bytes (5 TiB)`, "contentLength");
  if (uploadId !== undefined && (typeof uploadId !== "string" || uploadId === "" || uploadId.length > UPLOAD_ID_CHARACTERS_MAX))
    throw badBody("uploadId", "what an earlier answer said");
  return { objectKey: readObjectKey(objectKey), contentLength, ...(uploadId === undefined ? {} : { uploadId }) };
}

/** A key that a signed URL can carry as it is: clients resolve `.` and `..` in a path, and XML cannot name control characters. */
function readObjectKey(value: unknown): string {
  if (typeof value !== "string" || value === "") throw badBody("objectKey", "the key of the object, not empty");
  if (!value.isWellFormed() || Buffer.byteLength(value) > KEY_BYTES_MAX) throw badBody("objectKey", `well-formed text of at most ${KEY_BYTES_MAX} bytes in UTF-8`);
  if (hasControlCharacters(value)) throw badBody("objectKey", "text without control characters");
  if (value.split("/").some((segment) => segment === "." || segment === "..")) throw badBody("objectKey", "a key without the segments . and ..");
  return value;
}
