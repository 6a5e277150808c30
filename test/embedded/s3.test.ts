import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type GetObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { until } from "./fixture.ts";
import { startStack, type Running } from "./running.ts";

const Bucket = "logs";
const MIB = 1024 * 1024;
const TEN = "0123456789";
const md5 = (bytes: string | Buffer): string => createHash("md5").update(bytes).digest("hex");
/** Bytes in which every place is told from every other. */
const counted = (length: number): Buffer => Buffer.from(Uint32Array.from({ length: Math.ceil(length / 4) }, (_, index) => index * 2654435761).buffer).subarray(0, length);

const notify = (Event: string, queueId: string, rules: [string, string][]): object => ({
  Event,
  Queue: { "Fn::GetAtt": [queueId, "Arn"] },
  ...(rules.length > 0 && { Filter: { S3Key: { Rules: rules.map(([Name, Value]) => ({ Name, Value })) } } }),
});

describe("the S3 endpoint", () => {
  let running: Running;
  let s3: S3Client;
  beforeAll(async () => {
    running = await startStack({
      resources: {
        All: { Type: "AWS::SQS::Queue", Properties: { QueueName: "all" } },
        Some: { Type: "AWS::SQS::Queue", Properties: { QueueName: "some" } },
        Bucket: {
          Type: "AWS::S3::Bucket",
          Properties: {
            BucketName: Bucket,
            CorsConfiguration: { CorsRules: [{ AllowedMethods: ["PUT"], AllowedOrigins: ["https://*.example.com"], AllowedHeaders: ["*"], ExposedHeaders: ["ETag"] }] },
            NotificationConfiguration: {
              QueueConfigurations: [notify("s3:ObjectCreated:*", "All", [["prefix", "announced/"]]), notify("s3:ObjectCreated:Copy", "Some", [["suffix", ".log"]])],
            },
          },
        },
      },
    });
    s3 = running.s3;
  });
  afterAll(() => running.end());

  const put = (Key: string, Body: string | Buffer = TEN) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const get = async (Key: string, input: Partial<GetObjectCommandInput> = {}): Promise<{ range: string | undefined; bytes: Buffer; eTag: string | undefined }> => {
    const { Body, ContentRange, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
    return { range: ContentRange, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), eTag: ETag };
  };
  const text = async (Key: string, input: Partial<GetObjectCommandInput> = {}): Promise<string> => (await get(Key, input)).bytes.toString();
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => "no error",
      (error: { name: string; $metadata: { httpStatusCode: number } }) => [error.name, error.$metadata.httpStatusCode],
    );

  it("answers ranges as S3 does, each with its place in the whole", async () => {
    await put("ten");
    const ranges = { "bytes=0-0": "0", "bytes=2-4": "234", "bytes=5-": "56789", "bytes=-3": "789", "bytes=5-99": "56789", "bytes=-99": TEN };
    for (const [Range, expected] of Object.entries(ranges)) {
      const { range, bytes } = await get("ten", { Range });
      expect([Range, bytes.toString()]).toEqual([Range, expected]);
      const start = TEN.indexOf(expected);
      expect(range).toBe(`bytes ${start}-${start + expected.length - 1}/10`);
    }
    expect(await failure(get("ten", { Range: "bytes=10-" }))).toEqual(["InvalidRange", 416]);
  });

  it("refuses a read whose conditions do not hold", async () => {
    const { ETag } = await put("conditional");
    expect(await text("conditional", { IfMatch: ETag })).toBe(TEN);
    expect(await failure(get("conditional", { IfMatch: '"other"' }))).toEqual(["PreconditionFailed", 412]);
    expect(await failure(get("conditional", { IfNoneMatch: ETag }))).toEqual(["Unknown", 304]);
    expect(await failure(get("absent"))).toEqual(["NoSuchKey", 404]);
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: "absent" })))).toEqual(["NotFound", 404]);
    expect(await failure(s3.send(new PutObjectCommand({ Bucket, Key: "conditional", Body: "new", IfNoneMatch: "*" })))).toEqual(["PreconditionFailed", 412]);
    expect(await text("conditional")).toBe(TEN);
  });

  it("takes bodies of every kind that the SDK sends, and refuses one that does not match its digest", async () => {
    const bytes = counted(3 * MIB + 5);
    const stream = Readable.from([bytes.subarray(0, 10), bytes.subarray(10, 70_000), bytes.subarray(70_000)], { objectMode: false });
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: "streamed", Body: stream, ContentLength: bytes.length }));
    expect(ETag).toBe(`"${md5(bytes)}"`);
    expect((await get("streamed")).bytes.equals(bytes)).toBe(true);
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
      await s3.send(new PutObjectCommand({ Bucket, Key: ChecksumAlgorithm, Body: bytes, ChecksumAlgorithm }));
      expect((await get(ChecksumAlgorithm)).bytes.equals(bytes)).toBe(true);
    }
    expect(await failure(s3.send(new PutObjectCommand({ Bucket, Key: "wrong", Body: "x", ChecksumCRC32: "AAAAAA==" })))).toEqual(["BadDigest", 400]);
    expect(await failure(get("wrong"))).toEqual(["NoSuchKey", 404]);
  });

  it("keeps headers and metadata, through a copy too", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "described", Body: TEN, ContentType: "text/plain", ContentEncoding: "gzip", Metadata: { who: "me" } }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copied", CopySource: `${Bucket}/described` }));
    const expected = { ContentType: "text/plain", ContentEncoding: "gzip", ContentLength: 10, Metadata: { who: "me" } };
    for (const Key of ["described", "copied"]) expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(expected);
  });

  const KEYS = [
    "keys/a b+c%/ü é.log",
    "keys/x/../../../y",
    `keys/${"k".repeat(900)}`,
    "keys/&<>\"'.log",
    "keys/dir/",
    "keys/dir//double",
    "keys/日本/語",
    "keys/=;,@:$!*()~",
    "keys/%2F",
    "keys/A",
    "keys/a",
  ];

  it("takes keys of every kind and lists them in the order of their bytes, on pages of any size", async () => {
    for (const key of KEYS) await put(key, key);
    for (const key of KEYS) expect(await text(key)).toBe(key);
    const sorted = KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const pageSize of [1, 3, 1000]) {
      const listed: string[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket, Prefix: "keys/" })) listed.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
      expect(listed).toEqual(sorted);
    }
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "keys/", EncodingType: "url" }));
    expect(Contents?.map(({ Key }) => decodeURIComponent(Key ?? ""))).toEqual(sorted);
  });

  it("folds keys at a delimiter, on pages of any size", async () => {
    for (const key of ["fold/1", "fold/a/1", "fold/a/2", "fold/b/", "fold/b/1", "fold/c"]) await put(key);
    for (const pageSize of [1, 2, 1000]) {
      const listed: string[] = [];
      for await (const { Contents = [], CommonPrefixes = [] } of paginateListObjectsV2({ client: s3, pageSize }, { Bucket, Prefix: "fold/", Delimiter: "/" })) {
        listed.push(...Contents.map(({ Key }) => Key ?? ""), ...CommonPrefixes.map(({ Prefix }) => Prefix ?? ""));
      }
      expect(listed.toSorted()).toEqual(["fold/1", "fold/a/", "fold/b/", "fold/c"]);
    }
  });

  it("puts an object together from parts, and reads ranges across them", async () => {
    const bytes = counted(17 * MIB + 3);
    await new Upload({ client: s3, params: { Bucket, Key: "parts", Body: bytes }, partSize: 5 * MIB }).done();
    const { bytes: whole, eTag } = await get("parts");
    expect(whole.equals(bytes)).toBe(true);
    const digests = [0, 5, 10, 15].map((part) =>
      createHash("md5")
        .update(bytes.subarray(part * MIB, (part + 5) * MIB))
        .digest(),
    );
    expect(eTag).toBe(`"${md5(Buffer.concat(digests))}-4"`);
    for (const [first, last] of [
      [5 * MIB - 3, 5 * MIB + 3],
      [0, bytes.length - 1],
      [10 * MIB, 10 * MIB],
    ] as const) {
      const { bytes: part } = await get("parts", { Range: `bytes=${first}-${last}` });
      expect(part.equals(bytes.subarray(first, last + 1))).toBe(true);
    }
  });

  it("copies into a part, lists parts, and forgets an upload that is aborted", async () => {
    const bytes = counted(2 * MIB);
    await put("source of a part", bytes);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "assembled" }));
    const source = { Bucket, Key: "assembled", UploadId, PartNumber: 1, CopySource: `${Bucket}/source%20of%20a%20part`, CopySourceRange: "bytes=10-1500009" };
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(source));
    expect((await s3.send(new ListPartsCommand({ Bucket, Key: "assembled", UploadId }))).Parts).toMatchObject([{ PartNumber: 1, Size: 1_500_000 }]);
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "assembled", UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: CopyPartResult?.ETag }] } }));
    expect((await get("assembled")).bytes.equals(bytes.subarray(10, 1_500_010))).toBe(true);

    const { UploadId: second } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "aborted" }));
    await s3.send(new UploadPartCommand({ Bucket, Key: "aborted", UploadId: second, PartNumber: 1, Body: "x" }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId: second }));
    expect(await failure(s3.send(new ListPartsCommand({ Bucket, Key: "aborted", UploadId: second })))).toEqual(["NoSuchUpload", 404]);
  });

  it("takes a presigned PUT, also from a page that the bucket's CORS allows, and nothing unsigned or expired", async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "pre signed+ü.log" }), { expiresIn: 60 });
    const preflight = { origin: "https://app.example.com", "access-control-request-method": "PUT", "access-control-request-headers": "content-type" };
    const allowed = await fetch(url, { method: "OPTIONS", headers: preflight });
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([200, "https://app.example.com"]);
    expect((await fetch(url, { method: "OPTIONS", headers: { ...preflight, origin: "https://evil.example.org" } })).status).toBe(403);
    expect((await fetch(url, { method: "PUT", body: "hé" })).status).toBe(200);
    expect(await text("pre signed+ü.log")).toBe("hé");
    expect((await fetch(url.split("?")[0] ?? "")).status).toBe(403);
    const expired = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "ten" }), { expiresIn: 60, signingDate: new Date(0) });
    expect(await (await fetch(expired)).text()).toContain("Request has expired");
  });

  it("announces new objects to the queues whose filter they pass", async () => {
    const announced = async (queue: string): Promise<Record<string, never>[]> => {
      const { Messages = [] } = await running.sqs.send(new ReceiveMessageCommand({ QueueUrl: running.queueUrl(queue), MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }));
      return Messages.flatMap(({ Body }) => (JSON.parse(Body ?? "") as { Records: Record<string, never>[] }).Records);
    };
    await put("not announced");
    await put("announced/a b/ü+(1).log");
    const [record] = await announced("all");
    expect(record).toMatchObject({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      awsRegion: "us-east-1",
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      s3: {
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: { key: "announced/a+b/%C3%BC%2B%281%29.log", size: 10, eTag: md5(TEN), sequencer: expect.stringMatching(/^[0-9A-F]{18}$/) },
      },
    });
    await s3.send(new CopyObjectCommand({ Bucket, Key: "other.log", CopySource: `${Bucket}/ten` }));
    expect((await announced("some")).map(({ eventName }) => eventName)).toEqual(["ObjectCreated:Copy"]);
  });

  it("deletes objects, and the files that nobody needs any more", async () => {
    await put("deleted");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "deleted" }));
    expect(await failure(get("deleted"))).toEqual(["NoSuchKey", 404]);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
    expect(Deleted).toHaveLength(Contents.length);
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    await until("their files are gone", () => readdirSync(join(running.fixture.dataDir, "s3", "blobs")).length === 0);
  });
});
