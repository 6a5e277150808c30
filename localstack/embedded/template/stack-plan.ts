/** Which new objects of a bucket a queue hears of. `events` are names such as `s3:ObjectCreated:*`. */
export interface NotificationPlan {
  id: string;
  queueName: string;
  events: string[];
  prefix: string;
  suffix: string;
}

/** One CORS rule of a bucket, as S3 means it: origins and headers may hold one `*`. */
export interface CorsRulePlan {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposedHeaders: string[];
  maxAgeSeconds?: number;
}

/** A bucket to serve. */
export interface BucketPlan {
  bucketName: string;
  notifications: NotificationPlan[];
  corsRules: CorsRulePlan[];
}

/** A queue to serve. `attributes` are SQS's own, all texts. */
export interface QueuePlan {
  queueName: string;
  attributes: Record<string, string>;
}

/** A table to serve. `input` is what CreateTable takes. */
export interface TablePlan {
  tableName: string;
  input: Record<string, unknown>;
}

/** A function to run: `folder` holds its code, `handler` is `<file>.<export>`. */
export interface FunctionPlan {
  logicalId: string;
  functionName: string;
  arn: string;
  folder: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** Undefined: as many as the host allows. */
  reservedConcurrency: number | undefined;
}

/** A queue that invokes a function. */
export interface MappingPlan {
  queueName: string;
  queueArn: string;
  functionArn: string;
  batchSize: number;
  batchingWindowSeconds: number;
  reportsItemFailures: boolean;
  /** Undefined: as many as the host allows. */
  maximumConcurrency: number | undefined;
}

/** A clock that invokes a function. `input` replaces the event when the template gives one. */
export interface SchedulePlan {
  name: string;
  arn: string;
  functionArn: string;
  everyMs: number;
  input: unknown;
}

/** One route: `method` is `ANY` or a method, `path` such as `/jobs/{id}`; both are undefined for `$default`. */
export interface RoutePlan {
  routeKey: string;
  method: string | undefined;
  path: string | undefined;
  functionArn: string;
  timeoutMs: number;
}

/** CORS of an HTTP API. */
export interface ApiCorsPlan {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | undefined;
  allowCredentials: boolean;
}

/** An HTTP API. */
export interface ApiPlan {
  apiId: string;
  stageName: string;
  routes: RoutePlan[];
  cors: ApiCorsPlan | undefined;
}

/** What S3, SQS and DynamoDB have to serve. */
export interface StoragePlan {
  buckets: BucketPlan[];
  queues: QueuePlan[];
  tables: TablePlan[];
  /** Names of event buses. */
  buses: string[];
}

/** What the Lambda host has to run. */
export interface ComputePlan {
  functions: FunctionPlan[];
  mappings: MappingPlan[];
  schedules: SchedulePlan[];
  api: ApiPlan | undefined;
}
