/**
 * Deploys stage `local` to LocalStack with the pinned CDK and prints the stack's outputs as JSON: `npm run localstack:deploy`. LocalStack has to
 * run: `npm run localstack:up`. `AWS_ENDPOINT_URL` says where it is, unless it is at http://localhost:4566. Further arguments go to `cdk deploy`,
 * e.g. `-c rangeBytes=1048576`.
 */
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { emulatedEnvironment, EMULATED, runCdk } from "./cdk.ts";
import { findEmulator, type Emulator } from "./emulator.ts";

const OUTPUTS_FILE = join(dirname(import.meta.dirname), ".cache", "localstack-outputs.json");
/** Where `compose.yaml` publishes LocalStack, unless the environment says otherwise. */
const ENDPOINT = process.env["AWS_ENDPOINT_URL"] ?? "http://localhost:4566";
const STACK = "fanfold-local";

const READY_PATIENCE_MS = 60_000;
const READY_EVERY_MS = 1_000;

/** The emulator once it answers. @throws Error saying how to start it when it never does. */
async function waitUntilReady(): Promise<Emulator> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  while (Date.now() < deadline) {
    const emulator = await findEmulator(ENDPOINT);
    if (emulator !== undefined) return emulator;
    await wait(READY_EVERY_MS);
  }
  throw new Error(`LocalStack does not answer at ${ENDPOINT}. Start it: npm run localstack:up`);
}

async function deploy(): Promise<void> {
  const emulator = await waitUntilReady();
  await mkdir(dirname(OUTPUTS_FILE), { recursive: true });
  const context = Object.entries({ stage: "local", ...emulator.context }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // What the CDK says goes to standard error, so that standard output holds the outputs alone.
  const cdk = (...args: string[]) => runCdk(args, emulatedEnvironment(ENDPOINT), (text) => process.stderr.write(text));
  await cdk("bootstrap", `aws://${EMULATED.accountId}/${EMULATED.regionName}`, ...context);
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
