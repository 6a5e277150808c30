import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { InputError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectLister } from "../../ports/object-store.ts";
import { READ_TRIES_MAX } from "../adapter-limits.ts";
import { describeAwsError, isTransientAwsError, translateAwsError } from "../aws-error.ts";
import { backOff } from "../backoff.ts";

const FORBIDDEN = 403;

/** The listing of S3. Keys come URL-encoded and are decoded here: XML could not name every one of them. */
export function createS3ObjectLister(client: S3Client, clock: Clock): ObjectLister {
  return {
    async listObjects(bucketName, { prefix, after, limit }) {
      const input = { Bucket: bucketName, Prefix: prefix, MaxKeys: limit, EncodingType: "url" as const, ...(after === "" ? {} : { StartAfter: after }) };
      for (let tries = 1; ; tries++) {
        try {
          const { Contents = [], IsTruncated = false } = await client.send(new ListObjectsV2Command(input));
          const objects = Contents.map(({ Key = "", Size = 0, ETag = "" }) => ({ objectKey: decodeKey(Key), objectBytes: Size, eTag: ETag.replaceAll('"', "") }));
          return { objects, isLast: !IsTruncated };
        } catch (error) {
          if (describeAwsError(error).status === FORBIDDEN) throw new InputError("OBJECT_FORBIDDEN", "the bucket may not be listed", { bucketName }, error);
          if (tries === READ_TRIES_MAX || !isTransientAwsError(error)) throw translateAwsError(error, "BUCKET_UNAVAILABLE", { bucketName });
          await backOff(clock, tries);
        }
      }
    },
  };
}

/** S3 encodes as forms do. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}
