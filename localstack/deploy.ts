/**
 * Deploys stage `local` to LocalStack with the pinned CDK and prints the stack's outputs as JSON. It needs Docker, and LocalStack running:
 *
 *     docker compose -f localstack/compose.yaml up --wait
 *     node bin/node24.mjs localstack/deploy.ts
 *
 * `AWS_ENDPOINT_URL` says where LocalStack is, unless it is at http://localhost:4566. Further arguments go to `cdk deploy`,
 * e.g. `-c rangeBytes=1048576`.
 */
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const REPOSITORY = dirname(import.meta.dirname);
const CDK = join(REPOSITORY, "node_modules", "aws-cdk", "bin", "cdk");
const OUTPUTS_FILE = join(REPOSITORY, ".cache", "localstack-outputs.json");
const ENDPOINT = process.env["AWS_ENDPOINT_URL"] ?? "http://localhost:4566";
const REGION = "us-east-1";
/** The account that LocalStack gives to keys that are no account number. */
const ACCOUNT = "000000000000";
const STACK = "fanfold-local";
/** What differs from AWS: no HTTP APIs without a token, nothing to keep, and every attempt is a container of this machine. */
const CONTEXT = ["stage=local", "api=function-url", "retain=false", "maximumConcurrency=uploads=2,ranges=8,streams=2,folds=4"];

const READY_PATIENCE_MS = 60_000;
const READY_EVERY_MS = 1_000;

/** LocalStack's own, whatever AWS account the shell is logged in to. */
const environment = {
  ...withoutAwsSettings(process.env),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
  AWS_ENDPOINT_URL: ENDPOINT,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  // Bucket names are no host names here.
  CDK_S3_FORCE_PATH_STYLE: "1",
};

/** A profile or an endpoint of one service would lead some calls to a real account. */
function withoutAwsSettings(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith("AWS_")));
}

/** Resolves when LocalStack answers. @throws Error saying how to start it when it never does. */
async function waitUntilReady(): Promise<void> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${ENDPOINT}/_localstack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await wait(READY_EVERY_MS);
  }
  throw new Error(`LocalStack does not answer at ${ENDPOINT}. Start it: docker compose -f localstack/compose.yaml up --wait`);
}

/** Run the pinned CDK; what it prints goes to standard error, so that standard output holds the outputs alone. */
async function cdk(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [CDK, ...args], { cwd: REPOSITORY, env: environment, stdio: ["ignore", process.stderr, process.stderr] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`cdk ${args[0]} failed with exit code ${code}`);
}

async function deploy(): Promise<void> {
  await waitUntilReady();
  await mkdir(dirname(OUTPUTS_FILE), { recursive: true });
  const context = CONTEXT.flatMap((option) => ["-c", option]);
  await cdk("bootstrap", `aws://${ACCOUNT}/${REGION}`, ...context);
  await cdk("deploy", STACK, "--require-approval", "never", "--outputs-file", OUTPUTS_FILE, ...context, ...process.argv.slice(2));
  const outputs = JSON.parse(await readFile(OUTPUTS_FILE, "utf8")) as Record<string, Record<string, string>>;
  process.stdout.write(`${JSON.stringify(outputs[STACK], undefined, 2)}\n`);
}

try {
  await deploy();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
