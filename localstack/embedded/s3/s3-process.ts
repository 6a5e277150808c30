import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeServer, listenNear } from "../processes/listen.ts";
import { runServiceProcess } from "../processes/service-process.ts";
import { createSqsCalls } from "../state/sqs-calls.ts";
import type { BucketPlan } from "../template/stack-plan.ts";
import { startAnnouncer, type Announcer } from "./announcer.ts";
import { openBlobStore } from "./blob-store.ts";
import { openObjectCatalog } from "./object-catalog.ts";
import { createS3Server } from "./s3-server.ts";

/** What the S3 process needs to start; afterwards it is informed of `sqsUrl`, where it announces new objects. The port is the preferred one, 0 for any. */
export interface S3Options {
  folder: string;
  ports: { s3: number };
  regionName: string;
  buckets: BucketPlan[];
}

runServiceProcess<S3Options>(async ({ folder, ports, regionName, buckets }, log) => {
  await mkdir(folder, { recursive: true });
  const catalog = openObjectCatalog(join(folder, "catalog.sqlite"));
  const blobs = await openBlobStore(join(folder, "blobs"));
  await blobs.sweep(catalog.usedBlobNames());
  catalog.keepAnnouncements(new Set(buckets.flatMap(({ notifications }) => notifications.map(({ queueName }) => queueName))));
  let announcer: Announcer | undefined;
  const bucketsByName = new Map(buckets.map((bucket) => [bucket.bucketName, bucket]));
  const deps = { catalog, blobs, buckets: bucketsByName, regionName, onAnnounced: () => announcer?.wake(), now: Date.now };
  const server = createS3Server(deps, (error, request) => log("S3 failed", { method: request.method, url: request.url, error: (error as Error).stack }));
  const actualPort = await listenNear(server, ports.s3);
  return {
    ports: { s3: actualPort },
    inform({ sqsUrl = "" }) {
      announcer ??= startAnnouncer(catalog, createSqsCalls(sqsUrl), (error) => log("an object could not be announced yet", { error: String(error) }));
    },
    async stop() {
      await closeServer(server);
      await announcer?.stop();
      catalog.close();
    },
  };
});
