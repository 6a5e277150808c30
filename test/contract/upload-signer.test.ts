import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createS3ObjectStore } from "../../shared/adapters/s3/object-store.ts";
import { createS3UploadSigner } from "../../shared/adapters/s3/upload-signer.ts";
import type { SignedRequest } from "../../shared/contracts/api.ts";
import { createHastyClock, noise } from "./fixtures.ts";
import { startFaultyS3 } from "./faulty-s3.ts";
import { BUCKET_NAME, buildS3Client, startS3rver } from "./object-stores.ts";

const TARGET = { bucketName: BUCKET_NAME, objectKey: "web/été +1.log" };

describe("uploads signed for S3", () => {
  let s3: Awaited<ReturnType<typeof startS3rver>>;
  beforeAll(async () => {
    s3 = await startS3rver();
  });
  afterAll(() => s3.stop());

  const signer = () => createS3UploadSigner(s3.client, createHastyClock());
  const send = ({ method, url }: SignedRequest, body: Uint8Array | string) => fetch(url, { method, body: typeof body === "string" ? body : Buffer.from(body) });
  const storedBytes = async () => (await s3.client.send(new HeadObjectCommand({ Bucket: TARGET.bucketName, Key: TARGET.objectKey }))).ContentLength;

  it("store a whole object without credentials, signed for its length and time", async () => {
    const request = await signer().signPut(TARGET, 5_000, 300);
    expect(request).toMatchObject({ method: "PUT", headers: { "content-length": "5000" } });
    const query = new URL(request.url).searchParams;
    expect([query.get("X-Amz-Expires"), query.get("X-Amz-SignedHeaders")]).toEqual(["300", "content-length;host"]);
    expect([...query.keys()].filter((name) => name.toLowerCase().includes("checksum"))).toEqual([]);
    expect((await send(request, noise(5_000))).status).toBe(200);
    expect(await storedBytes()).toBe(5_000);
  });

  it("are signed with keys that the path has to escape, in the bucket's path", async () => {
    const { url } = await signer().signPut(TARGET, 1, 60);
    expect(new URL(url).pathname).toBe(`/${BUCKET_NAME}/web/%C3%A9t%C3%A9%20%2B1.log`);
  });

  it("make an object of parts that people send without credentials", async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    server.createBucket(BUCKET_NAME);
    const client = buildS3Client(`http://127.0.0.1:${server.port}`);
    const parts = createS3UploadSigner(client, createHastyClock());
    const uploadId = await parts.startParts(TARGET);
    const eTags: string[] = [];
    for (const [i, partBytes] of [5 * 1024 * 1024, 7].entries()) {
      const answer = await send(await parts.signPart(TARGET, uploadId, i + 1, partBytes, 60), noise(partBytes));
      eTags.push(answer.headers.get("etag")!);
    }
    const listed = eTags.map((eTag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${eTag}</ETag></Part>`);
    const completed = await send(await parts.signComplete(TARGET, uploadId, 60), `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`);
    expect(completed.status).toBe(200);
    const start = await createS3ObjectStore(client, createHastyClock()).readStart(TARGET.bucketName, TARGET.objectKey, 3);
    expect(start).toMatchObject({ objectBytes: 5 * 1024 * 1024 + 7, eTag: expect.stringMatching(/^[0-9a-f]{32}-2$/) });
    client.destroy();
    await server.stop();
  });

  it("say when the store does not begin an upload, after several tries", async () => {
    const faulty = await startFaultyS3(1);
    const client = buildS3Client(faulty.endpoint);
    const clock = createHastyClock();
    faulty.faults = Array.from({ length: 6 }, () => ({ status: 503 }));
    await expect(createS3UploadSigner(client, clock).startParts(TARGET)).rejects.toMatchObject({ name: "TransientError", code: "UPLOAD_NOT_STARTED" });
    expect(clock.waits).toBe(5);
    client.destroy();
    await faulty.stop();
  });

  it("sign each part for its length and number, and the request that completes them", async () => {
    const part = await signer().signPart(TARGET, "upload-1", 3, 6_000_000, 60);
    const query = new URL(part.url).searchParams;
    expect([part.method, query.get("uploadId"), query.get("partNumber"), query.get("X-Amz-SignedHeaders")]).toEqual(["PUT", "upload-1", "3", "content-length;host"]);
    const complete = await signer().signComplete(TARGET, "upload-1", 60);
    expect([complete.method, new URL(complete.url).searchParams.get("uploadId")]).toEqual(["POST", "upload-1"]);
  });
});
