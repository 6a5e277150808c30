import { CfnBucket, BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { ArnFormat, Duration, RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnQueuePolicy, type Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { AssertionError } from "../shared/core/errors.ts";
import type { StageConfig } from "./stage-config.ts";

/** The bucket that logs are uploaded to. It announces every stored object on the uploads queue. */
export class LogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, config: StageConfig, uploads: Queue) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
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
    this.#announceUploads(uploads);
  }

  /**
   * The notification is a property of the bucket, not the custom resource that `addEventNotification` would bring. S3 checks when the bucket
   * is made that it may send, so the queue's policy comes first; the policy therefore cannot name the bucket, but its account and the start
   * of its name, which CloudFormation makes from the stack's.
   */
  #announceUploads(uploads: Queue): void {
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
    const bucket = this.bucket.node.defaultChild;
    const policy = uploads.node.findChild("Policy").node.defaultChild;
    if (!(bucket instanceof CfnBucket) || !(policy instanceof CfnQueuePolicy))
      throw new AssertionError("UNKNOWN_CONSTRUCT", "the bucket or the queue's policy is not the resource that was expected");
    bucket.notificationConfiguration = { queueConfigurations: [{ event: "s3:ObjectCreated:*", queue: uploads.queueArn }] };
    bucket.addResourceDependency(policy);
  }
}
