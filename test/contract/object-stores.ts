import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryObjectStore } from "../../shared/adapters/memory/object-store.ts";
import { createS3ObjectStore } from "../../shared/adapters/s3/object-store.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { CONTRACT_ENDPOINT } from "./endpoint.ts";
import { START_MS, createHastyClock } from "./fixtures.ts";

/** It brings no types. */
const S3rver = createRequire(import.meta.url)("@20minutes/s3rver") as new (options: object) => { run(): Promise<AddressInfo>; close(): Promise<void> };

export const BUCKET_NAME = "logs";

/** A store under test and what writes to it. */
export interface RunningObjects {
  store: ObjectStore;
  put(objectKey: string, bytes: Uint8Array): Promise<void>;
  delete(objectKey: string): Promise<void>;
  stop(): Promise<void>;
}

/** An S3 emulator in this process on a free port, its objects in a folder of its own, or the endpoint that the environment names; with one bucket. */
export async function startS3rver(): Promise<{ client: S3Client; stop(): Promise<void> }> {
  if (CONTRACT_ENDPOINT !== undefined) {
    const client = buildS3Client(CONTRACT_ENDPOINT);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET_NAME }));
    return { client, stop: async () => client.destroy() };
  }
  const directory = await mkdtemp(join(tmpdir(), "fanfold-s3-"));
  const server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory, vhostBuckets: false, configureBuckets: [{ name: BUCKET_NAME }] });
  const { port } = await server.run();
  const client = buildS3Client(`http://127.0.0.1:${port}`);
  return {
    client,
    async stop() {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A client as the product's own, but for the endpoint and its credentials. */
export function buildS3Client(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { requestTimeout: 1_000, socketTimeout: 1_000, throwOnRequestTimeout: true },
  });
}

/** Every implementation that a test can start and write to. Pieces are small, so that small objects take several. */
export const OBJECT_STORES: readonly { name: string; start(): Promise<RunningObjects> }[] = [
  {
    name: "memory",
    async start() {
      const store = createMemoryObjectStore(createManualClock(START_MS), 1000);
      return {
        store,
        async put(objectKey, bytes) {
          store.put(BUCKET_NAME, objectKey, bytes);
        },
        async delete(objectKey) {
          store.delete(BUCKET_NAME, objectKey);
        },
        async stop() {},
      };
    },
  },
  {
    name: "S3",
    async start() {
      const { client, stop } = await startS3rver();
      return {
        store: createS3ObjectStore(client, createHastyClock(), { pieceBytes: 1000 }),
        async put(objectKey, bytes) {
          await client.send(new PutObjectCommand({ Bucket: BUCKET_NAME, Key: objectKey, Body: bytes }));
        },
        async delete(objectKey) {
          await client.send(new DeleteObjectCommand({ Bucket: BUCKET_NAME, Key: objectKey }));
        },
        stop,
      };
    },
  },
];
