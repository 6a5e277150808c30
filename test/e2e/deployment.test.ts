import { randomBytes } from "node:crypto";
import { DeleteTableCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, DeleteBucketCommand, HeadObjectCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { OUTPUT } from "../../shared/contracts/names.ts";
import { generateLog } from "../generate/generate-log.ts";
import { emptyBucket, openDeployment } from "./deployed-target.ts";
import { analyzed, listJobs, readDocument, resultOf, upload, waitForJob } from "./jobs.ts";

const NO_DIFFERENCES = /There were no differences/;
const log = generateLog({ seed: 41, kind: "mixed", lines: 500, malformedShare: 0.01 });

describe("a stack deployed by the CDK", { timeout: 170_000 }, () => {
  it("differs in nothing from its template, nor after a second stage stands beside it, whose jobs are its own", async () => {
    const first = await openDeployment();
    const second = await openDeployment();
    try {
      await first.deploy({});
      expect(await first.diff()).toMatch(NO_DIFFERENCES);
      const target = await first.connect();
      await upload(target, "stages/a.log", log);
      const { jobId } = await waitForJob(target, "stages/a.log");
      const document = await readDocument(target, jobId);

      await second.deploy({ memory: "1024", rangeQueues: "2" });
      expect(await first.diff()).toMatch(NO_DIFFERENCES);
      const other = await second.connect();
      expect(await listJobs(other, "stages")).toEqual([]);
      await upload(other, "stages/b.log", log);
      await waitForJob(other, "stages/b.log");
      await second.destroy();
      expect(await first.diff()).toMatch(NO_DIFFERENCES);
      expect((await listJobs(target, "stages")).map(({ objectKey }) => objectKey)).toEqual(["stages/a.log"]);
      expect(await readDocument(target, jobId)).toEqual(document);
    } finally {
      await first.destroy();
    }
  });

  it("that is upgraded while a job runs loses nothing of it", async () => {
    const content = generateLog({ seed: 42, kind: "combined", lines: 4_000, malformedShare: 0.01 });
    const deployment = await openDeployment();
    try {
      await deployment.deploy({ rangeBytes: "3000" });
      const target = await deployment.connect();
      await upload(target, "upgrade/a.log", content);
      const running = await waitForJob(target, "upgrade/a.log", ["queued", "running"]);
      // The functions change while they work: the splitter's environment, the workers' memory.
      await deployment.deploy({ rangeBytes: "9000", memory: "1024" });
      const job = await waitForJob(target, "upgrade/a.log", ["complete"], 140_000);
      expect(job.jobId).toBe(running.jobId);
      expect(resultOf(await readDocument(target, job.jobId))).toEqual(await analyzed(content));
    } finally {
      await deployment.destroy();
    }
  });

  it("keeps the bucket and the table when it is destroyed, unless it was told otherwise", async () => {
    const deployment = await openDeployment();
    const outputs = await deployment.deploy({ retain: "true" });
    const bucketName = outputs[OUTPUT.bucketName]!;
    const table = { TableName: outputs[OUTPUT.tableName]! };
    const target = await deployment.connect();
    await upload(target, "kept/a.log", log);
    await waitForJob(target, "kept/a.log");
    await deployment.destroy(true);
    await deployment.s3.send(new HeadObjectCommand({ Bucket: bucketName, Key: "kept/a.log" }));
    expect((await deployment.dynamo.send(new DescribeTableCommand(table))).Table?.TableStatus).toBe("ACTIVE");
    await emptyBucket(deployment.s3, bucketName);
    await deployment.s3.send(new DeleteBucketCommand({ Bucket: bucketName }));
    await deployment.dynamo.send(new DeleteTableCommand(table));
  });

  it("over a bucket that exists hears of its objects through EventBridge", async () => {
    const deployment = await openDeployment();
    const { s3 } = deployment;
    const bucketName = `fanfold-e2e-${randomBytes(6).toString("hex")}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
    try {
      await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucketName, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
      const outputs = await deployment.deploy({ bucket: bucketName });
      expect(outputs[OUTPUT.bucketName]).toBe(bucketName);
      const target = await deployment.connect();
      await upload(target, "theirs/été +1.log", log);
      const { jobId } = await waitForJob(target, "theirs/été +1.log");
      expect(resultOf(await readDocument(target, jobId))).toEqual(await analyzed(log));
    } finally {
      await deployment.destroy();
      await s3.send(new DeleteBucketCommand({ Bucket: bucketName }));
    }
  });
});
