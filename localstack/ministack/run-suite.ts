/**
 * `npm run test:ministack`: install MiniStack into a private environment, start it on a free port, bootstrap it, run the end-to-end suite
 * against it (which deploys with `cdk deploy` and destroys what it deployed), and take it down. The last line is the suite's,
 * `N passed, N failed, N skipped`. Further arguments go to vitest.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { hasRealLogs } from "../../test/e2e/real-logs-folder.ts";
import { emulatedEnvironment, EMULATED, runCdk } from "../cdk.ts";
import { installMiniStack } from "./install.ts";
import { startMiniStack } from "./server.ts";

const REPOSITORY = dirname(dirname(import.meta.dirname));
const VITEST = join(REPOSITORY, "node_modules", "vitest", "vitest.mjs");
/** Without the logs no stack can run these, so they do not count. */
const NEEDS_REAL_LOGS = "test/e2e/real-logs.test.ts";
/** Of the tests that the embedded stack runs, so many at least have to run here too. */
const RUN_SHARE_MIN = 0.9;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Vitest's exit code and the numbers of its last line. */
async function runSuite(endpoint: string): Promise<{ code: number; passed: number; failed: number; skipped: number }> {
  const left = hasRealLogs() ? [] : ["--exclude", NEEDS_REAL_LOGS];
  const child = spawn(process.execPath, [VITEST, "run", "--project", "e2e", ...left, ...process.argv.slice(2)], {
    cwd: REPOSITORY,
    env: emulatedEnvironment(endpoint),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, "close")) as [number | null];
  const [passed = 0, failed = 0, skipped = 0] = [...(said.match(/^(\d+) passed, (\d+) failed, (\d+) skipped$/m) ?? [])].slice(1).map(Number);
  return { code: code ?? 1, passed, failed, skipped };
}

async function main(): Promise<number> {
  const began = performance.now();
  const python = await installMiniStack();
  const server = await startMiniStack(python, join(REPOSITORY, ".cache", "ministack", "server.log"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  try {
    say(`MiniStack answers at ${server.endpoint} after ${((performance.now() - began) / 1000).toFixed(1)} s; its log is ${server.logPath}`);
    await runCdk(["bootstrap", `aws://${EMULATED.accountId}/${EMULATED.regionName}`, "-c", "stage=test"], emulatedEnvironment(server.endpoint));
    const { code, passed, failed, skipped } = await runSuite(server.endpoint);
    // Somebody who names some tests wants no others.
    const isEnough = process.argv.length > 2 || passed + failed >= RUN_SHARE_MIN * (passed + failed + skipped);
    if (!isEnough) process.stderr.write(`fewer than ${RUN_SHARE_MIN * 100} % of the tests ran\n`);
    return isEnough ? code : 1;
  } finally {
    await server.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
