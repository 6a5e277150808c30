import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { synthesize } from "../../infra/synth.ts";
import { emulatedEnvironment, EMULATED, runCdk } from "../../localstack/cdk.ts";
import { findEmulator, type Emulator } from "../../localstack/emulator.ts";
import { OUTPUT } from "../../shared/contracts/names.ts";
import { connect, type FunctionEndpoints, type Target, type TargetOptions } from "./connect.ts";

/** Of the objects that a test leaves, at most so many pages of 1,000 are deleted. */
const PAGES_MAX = 100;

/** Options of `infra/stage-config.ts`. */
type Options = Readonly<Record<string, string>>;

/** Where to deploy to: an emulator at an endpoint, or the AWS account of the environment. */
interface Place {
  endpoint: string | undefined;
  emulator: Emulator | undefined;
  environment: NodeJS.ProcessEnv;
  client: { region?: string; endpoint?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

/** A stage of a name of its own that can be deployed again and again. */
export interface Deployment {
  s3: S3Client;
  dynamo: DynamoDBClient;
  /** `cdk deploy` with these options besides those that every test has. Answers the outputs. */
  deploy(options: Options): Promise<Readonly<Record<string, string>>>;
  /** What `cdk diff` says between what is deployed and what was synthesized last. */
  diff(): Promise<string>;
  /** Speak to what was deployed last; `stop` destroys it. */
  connect(): Promise<Target>;
  /** Empty the bucket, unless it is to be kept, then `cdk destroy`. */
  destroy(keepsObjects?: boolean): Promise<void>;
}

/** A stage of its own, deployed by `cdk deploy` and destroyed at the end. */
export async function startDeployed({ rangeBytes, functionEndpoints }: TargetOptions): Promise<Target> {
  const deployment = await openDeployment(functionEndpoints);
  try {
    await deployment.deploy(rangeBytes === undefined ? {} : { rangeBytes: String(rangeBytes) });
    return await deployment.connect();
  } catch (error) {
    await deployment.destroy();
    throw error;
  }
}

/** Nothing is deployed yet. */
export async function openDeployment(functionEndpoints?: TargetOptions["functionEndpoints"]): Promise<Deployment> {
  const place = await findPlace();
  const stage = `e2e${randomBytes(4).toString("hex")}`;
  const stack = `fanfold-${stage}`;
  const folder = await mkdtemp(join(tmpdir(), "fanfold-e2e-"));
  const outputsPath = join(folder, "outputs.json");
  const s3 = new S3Client({ ...place.client, forcePathStyle: place.endpoint !== undefined });
  const dynamo = new DynamoDBClient(place.client);
  let assembly = "";
  let syntheses = 0;
  let outputs: Readonly<Record<string, string>> = {};
  const cdk = (command: string, ...args: string[]) => runCdk([command, stack, "--app", assembly, ...args], place.environment);

  const deployment: Deployment = {
    s3,
    dynamo,
    async deploy(options) {
      assembly = join(folder, `cdk.out-${++syntheses}`);
      const { templatePath } = await synthesize({ stage, context: { ...place.emulator?.context, retain: "false", times: "test", ...options }, outDir: assembly });
      if (functionEndpoints !== undefined) await setFunctionEndpoints(templatePath, place, functionEndpoints);
      await cdk("deploy", "--require-approval", "never", "--outputs-file", outputsPath);
      outputs = (JSON.parse(await readFile(outputsPath, "utf8")) as Record<string, Record<string, string>>)[stack]!;
      return outputs;
    },
    diff: () => cdk("diff"),
    connect: () => {
      const url = outputs[OUTPUT.apiUrl]!;
      return connect({ s3, dynamo, apiUrl: place.emulator?.apiUrl(url) ?? url, outputs }, () => deployment.destroy());
    },
    async destroy(keepsObjects = false) {
      const bucketName = outputs[OUTPUT.bucketName];
      if (bucketName !== undefined && !keepsObjects) await emptyBucket(s3, bucketName);
      if (syntheses > 0) await cdk("destroy", "--force");
      await rm(folder, { recursive: true, force: true });
    },
  };
  return deployment;
}

/** @throws Error when nothing that is known answers at the endpoint. */
async function findPlace(): Promise<Place> {
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  if (endpoint === undefined || endpoint === "") return { endpoint: undefined, emulator: undefined, environment: process.env, client: {} };
  const emulator = await findEmulator(endpoint);
  if (emulator === undefined) throw new Error(`AWS_ENDPOINT_URL=${endpoint}: no emulator answers there`);
  return { endpoint, emulator, environment: emulatedEnvironment(endpoint), client: { endpoint, region: EMULATED.regionName, credentials: EMULATED.credentials } };
}

/** Functions look for services where these variables say, before they look where the emulator says. */
async function setFunctionEndpoints(templatePath: string, { endpoint }: Place, between: (endpoints: FunctionEndpoints) => Promise<FunctionEndpoints>): Promise<void> {
  if (endpoint === undefined) throw new Error("functions on AWS cannot reach a proxy of this machine");
  const { s3, sqs, dynamodb } = await between({ s3: endpoint, sqs: endpoint, dynamodb: endpoint });
  const template = JSON.parse(await readFile(templatePath, "utf8")) as {
    Resources: Record<string, { Type: string; Properties: { Environment?: { Variables: Record<string, unknown> } } }>;
  };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== "AWS::Lambda::Function") continue;
    Object.assign(Properties.Environment!.Variables, { AWS_ENDPOINT_URL_S3: s3, AWS_ENDPOINT_URL_SQS: sqs, AWS_ENDPOINT_URL_DYNAMODB: dynamodb });
  }
  await writeFile(templatePath, JSON.stringify(template));
}

/** CloudFormation deletes no bucket that holds something. */
export async function emptyBucket(s3: S3Client, bucketName: string): Promise<void> {
  for (let page = 0; page < PAGES_MAX; page++) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucketName }));
    if (Contents.length === 0) return;
    await s3.send(new DeleteObjectsCommand({ Bucket: bucketName, Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true } }));
  }
  throw new Error(`${bucketName} still holds objects`);
}
