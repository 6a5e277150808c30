/**
 * What AWS asks, us-east-1, on demand, as its price pages said on 2026-11-01, in dollars. No free tier.
 * Sources: the pricing pages of Lambda (arm64, first tier), DynamoDB on demand (standard), SQS (standard queues), S3 standard, CloudWatch Logs, EventBridge (custom events).
 */
export const PRICES = {
  asOf: "2026-11-01",
  region: "us-east-1",
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  /** A batch of up to ten messages is one for each 64 KB. */
  sqsRequest: 0.4 / 1e6,
  s3Get: 0.4 / 1e6,
  /** A custom event of up to 64 KB. */
  event: 1 / 1e6,
  logGb: 0.5,
} as const;
