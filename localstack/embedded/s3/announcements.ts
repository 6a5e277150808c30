import { createHash } from "node:crypto";
import type { BucketPlan, NotificationPlan } from "../template/stack-plan.ts";
import type { Announcement, ObjectRecord } from "./catalog-rows.ts";

/** How an object came to be, as its event names it. */
export type CreationName = "Put" | "Copy" | "CompleteMultipartUpload";

let lastSequence = 0n;

/** A hexadecimal number that grows with every call, and over restarts with the clock. */
function nextSequencer(nowMs: number): string {
  const candidate = BigInt(nowMs) << 20n;
  lastSequence = candidate > lastSequence ? candidate : lastSequence + 1n;
  return lastSequence.toString(16).toUpperCase().padStart(18, "0");
}

/** The messages that a new object owes to queues, by the notifications of its bucket; empty when none wants it. */
export function buildAnnouncements(bucket: BucketPlan, object: ObjectRecord, creation: CreationName, regionName: string, nowMs: number): Omit<Announcement, "id">[] {
  const wanting = bucket.notifications.filter((notification) => wants(notification, object.key, creation));
  return wanting.map((notification) => ({
    queueName: notification.queueName,
    body: JSON.stringify({ Records: [buildRecord(bucket, notification, object, creation, regionName, nowMs)] }),
  }));
}

function wants({ events, prefix, suffix }: NotificationPlan, key: string, creation: CreationName): boolean {
  return events.some((name) => name === "s3:ObjectCreated:*" || name === `s3:ObjectCreated:${creation}`) && key.startsWith(prefix) && key.endsWith(suffix);
}

/** Source: Amazon S3 user guide, "Event message structure", version 2.1. Keys are URL-encoded with `+` for a space. */
function buildRecord(bucket: BucketPlan, notification: NotificationPlan, object: ObjectRecord, creation: CreationName, regionName: string, nowMs: number): object {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: regionName,
    eventTime: new Date(nowMs).toISOString(),
    eventName: `ObjectCreated:${creation}`,
    userIdentity: { principalId: "AWS:LOCAL" },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": createHash("md5").update(`${object.key}${nowMs}`).digest("hex").slice(0, 16).toUpperCase(), "x-amz-id-2": "local" },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: notification.id,
      bucket: { name: bucket.bucketName, ownerIdentity: { principalId: "LOCAL" }, arn: `arn:aws:s3:::${bucket.bucketName}` },
      object: { key: encodeEventKey(object.key), size: object.objectBytes, eTag: object.eTag, sequencer: nextSequencer(nowMs) },
    },
  };
}

/** Encode a key as S3 does in events: `a b/ü.log` is `a+b/%C3%BC.log`. */
export function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/")
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
