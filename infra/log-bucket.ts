/* oxlint-disable no-new -- a construct adds itself to its scope */
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { CfnBucket, BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { ArnFormat, Duration, RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnQueuePolicy, type Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { AssertionError } from "../shared/core/errors.ts";
import type { StageConfig } from "./stage-config.ts";

/** What the rest of the stack needs to know of the bucket. */
export type LogBucketNames = Pick<IBucket, "bucketName" | "bucketArn" | "arnForObjects">;

/** The bucket that logs are uploaded to. It announces every stored object on the uploads queue. */
export class LogBucket extends Construct {
  readonly bucket: LogBucketNames;

  constructor(scope: Construct, id: string, config: StageConfig, uploads: Queue) {
    super(scope, id);
    this.bucket = config.existingBucketName === undefined ? this.#makeBucket(config, uploads) : this.#useBucket(config.existingBucketName, uploads);
  }

  /**
   * A bucket that exists is never changed: whoever owns it turns on its events for EventBridge, and a rule brings those of stored objects to
   * the queue. A notification of our own could replace those that others have put there.
   */
  #useBucket(bucketName: string, uploads: Queue): LogBucketNames {
    new Rule(this, "Stored", {
      description: "Brings what is stored in the bucket to the splitter",
      eventPattern: { source: ["aws.s3"], detailType: ["Object Created"], detail: { bucket: { name: [bucketName] } } },
      targets: [new SqsQueue(uploads)],
    });
    return Bucket.fromBucketName(this, "Bucket", bucketName);
  }

  #makeBucket(config: StageConfig, uploads: Queue): LogBucketNames {
    const bucket = new Bucket(this, "Bucket", {
      // S3's own keys: a KMS key of ours would cost a request per ranged GET and protect against nobody who can read the bucket.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { id: "abort-incomplete-uploads", abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...(config.objectExpiryDays === undefined ? [] : [{ id: "expire-logs", expiration: Duration.days(config.objectExpiryDays) }]),
      ],
      removalPolicy: config.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.#announceUploads(bucket, uploads);
    return bucket;
  }

  /**
   * The notification is a property of the bucket, not the custom resource that `addEventNotification` would bring. S3 checks when the bucket
   * is made that it may send, so the queue's policy comes first; the policy therefore cannot name the bucket, but its account and the start
   * of its name, which CloudFormation makes from the stack's.
   */
  #announceUploads(made: Bucket, uploads: Queue): void {
    const stack = Stack.of(this);
    uploads.addToResourcePolicy(
      new PolicyStatement({
        sid: "BucketAnnouncesUploads",
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [uploads.queueArn],
        conditions: {
          StringEquals: { "aws:SourceAccount": stack.account },
          ArnLike: { "aws:SourceArn": stack.formatArn({ service: "s3", region: "", account: "", resource: `${stack.stackName}-*`, arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
        },
      }),
    );
    const bucket = made.node.defaultChild;
    const policy = uploads.node.findChild("Policy").node.defaultChild;
    if (!(bucket instanceof CfnBucket) || !(policy instanceof CfnQueuePolicy))
      throw new AssertionError("UNKNOWN_CONSTRUCT", "the bucket or the queue's policy is not the resource that was expected");
    bucket.notificationConfiguration = { queueConfigurations: [{ event: "s3:ObjectCreated:*", queue: uploads.queueArn }] };
    bucket.addResourceDependency(policy);
  }
}
