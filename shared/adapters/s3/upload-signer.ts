import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { assert } from "../../core/errors.ts";
import type { SignedRequest } from "../../contracts/api.ts";
import type { Clock } from "../../ports/clock.ts";
import type { UploadSigner, UploadTarget } from "../../ports/upload-signer.ts";
import { READ_TRIES_MAX } from "../adapter-limits.ts";
import { isTransientAwsError, translateAwsError } from "../aws-error.ts";
import { backOff } from "../backoff.ts";

/** Signs uploads with the client's own credentials. The length is signed too: the store refuses a body of any other. */
export function createS3UploadSigner(client: S3Client, clock: Clock): UploadSigner {
  return {
    async signPut(target, contentLength, expiresInSeconds) {
      const command = new PutObjectCommand({ ...inputOf(target), ContentLength: contentLength });
      return buildPut(await getSignedUrl(client, command, { expiresIn: expiresInSeconds }), contentLength);
    },
    async startParts(target) {
      for (let tries = 1; ; tries++) {
        try {
          const { UploadId } = await client.send(new CreateMultipartUploadCommand(inputOf(target)));
          assert(UploadId !== undefined, "NO_UPLOAD_ID", { ...target });
          return UploadId;
        } catch (error) {
          if (tries === READ_TRIES_MAX || !isTransientAwsError(error)) throw translateAwsError(error, "UPLOAD_NOT_STARTED", { ...target });
          await backOff(clock, tries);
        }
      }
    },
    async signPart(target, uploadId, partNumber, contentLength, expiresInSeconds) {
      const command = new UploadPartCommand({ ...inputOf(target), UploadId: uploadId, PartNumber: partNumber, ContentLength: contentLength });
      return buildPut(await getSignedUrl(client, command, { expiresIn: expiresInSeconds }), contentLength);
    },
    async signComplete(target, uploadId, expiresInSeconds) {
      const command = new CompleteMultipartUploadCommand({ ...inputOf(target), UploadId: uploadId });
      return { method: "POST", url: await getSignedUrl(client, command, { expiresIn: expiresInSeconds }), headers: {} };
    },
  };
}

function inputOf({ bucketName, objectKey }: UploadTarget): { Bucket: string; Key: string } {
  return { Bucket: bucketName, Key: objectKey };
}

const buildPut = (url: string, contentLength: number): SignedRequest => ({ method: "PUT", url, headers: { "content-length": String(contentLength) } });
