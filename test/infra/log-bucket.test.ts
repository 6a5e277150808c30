import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { OTHER_OPTIONS, synthesizedStack, type Statement } from "./synthesized-stack.ts";

const stack = synthesizedStack();
const [bucketId, bucket] = stack.one("AWS::S3::Bucket");
const [uploadsId] = stack.one("AWS::SQS::Queue", "QueuesUploads");
const [policyId, policy] = stack.one("AWS::SQS::QueuePolicy", "QueuesUploads");

describe("LogBucket", () => {
  it("is encrypted, private and its owner's", () => {
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    });
  });

  it("refuses everybody without TLS", () => {
    stack.template.hasResourceProperties("AWS::S3::BucketPolicy", {
      Bucket: { Ref: bucketId },
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } })]) },
    });
  });

  it("drops what was left of broken uploads, and keeps objects unless an expiry is asked for", async () => {
    const abort = { Id: "abort-incomplete-uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } };
    expect(bucket.Properties["LifecycleConfiguration"].Rules).toEqual([abort]);
    const [, expiring] = synthesizedStack("other", OTHER_OPTIONS).one("AWS::S3::Bucket");
    expect(expiring.Properties["LifecycleConfiguration"].Rules).toEqual([abort, { Id: "expire-logs", Status: "Enabled", ExpirationInDays: 30 }]);
  });

  it("announces every stored object on the uploads queue, as a property of its own", () => {
    expect(bucket.Properties["NotificationConfiguration"]).toEqual({ QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: { "Fn::GetAtt": [uploadsId, "Arn"] } }] });
  });

  it("is made after the policy that lets it announce, or S3 would refuse the notification", () => {
    expect(bucket.DependsOn).toContain(policyId);
  });

  it("may announce only from this account and only as a bucket of this stack", () => {
    const statement = policy.Properties["PolicyDocument"].Statement.find((one: Statement) => one.Effect === "Allow");
    expect(statement).toEqual({
      Sid: "BucketAnnouncesUploads",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: { "Fn::GetAtt": [uploadsId, "Arn"] },
      Condition: {
        StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
        ArnLike: { "aws:SourceArn": { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":s3:::fanfold-dev-*"]] } },
      },
    });
    expect(bucket.Properties["BucketName"], "CloudFormation names it after the stack").toBeUndefined();
  });

  it("outlives the stack unless it is told not to", async () => {
    const [, passing] = synthesizedStack("other", OTHER_OPTIONS).one("AWS::S3::Bucket");
    expect([bucket.DeletionPolicy, passing.DeletionPolicy]).toEqual(["Retain", "Delete"]);
  });
});

describe("LogBucket over a bucket that exists", () => {
  const existing = synthesizedStack("dev", { bucket: "our-logs" });
  const [queueId] = existing.one("AWS::SQS::Queue", "QueuesUploads");
  const arn = { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":s3:::our-logs"]] };

  it("makes no bucket and changes none", () => {
    expect(existing.resourcesOf("AWS::S3::Bucket")).toEqual({});
    expect(existing.resourcesOf("AWS::S3::BucketPolicy")).toEqual({});
    expect(existing.text).not.toContain("s3:PutBucketNotification");
  });

  it("hears of its objects through EventBridge, and of no other bucket's", () => {
    const [ruleId, rule] = existing.one("AWS::Events::Rule", "LogsStored");
    expect(rule.Properties).toMatchObject({
      EventPattern: { source: ["aws.s3"], "detail-type": ["Object Created"], detail: { bucket: { name: ["our-logs"] } } },
      Targets: [{ Arn: { "Fn::GetAtt": [queueId, "Arn"] } }],
    });
    const [, queuePolicy] = existing.one("AWS::SQS::QueuePolicy", "QueuesUploads");
    const [statement] = queuePolicy.Properties["PolicyDocument"].Statement.filter((one: Statement) => one.Effect === "Allow");
    expect(statement).toMatchObject({ Principal: { Service: "events.amazonaws.com" }, Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": [ruleId, "Arn"] } } } });
    expect(JSON.stringify(queuePolicy)).not.toContain('"s3.amazonaws.com"');
  });

  it("lets the functions read and fill that bucket alone", () => {
    const roles = JSON.stringify(existing.resourcesOf("AWS::IAM::Role"));
    expect(roles).toContain(JSON.stringify({ "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":s3:::our-logs/*"]] }));
    expect(existing.roleOf("worker").Properties["Policies"][0].PolicyDocument.Statement).toContainEqual(expect.objectContaining({ Sid: "TellAbsentFromForbidden", Resource: arn }));
  });
});
