/** `npm run localstack:test`: the end-to-end suite against LocalStack; `AWS_ENDPOINT_URL` says where it is, unless it is at http://localhost:4566. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { emulatedEnvironment, EMULATED, runCdk } from "./cdk.ts";

const REPOSITORY = dirname(import.meta.dirname);
const VITEST = join(REPOSITORY, "node_modules", "vitest", "vitest.mjs");

const environment = emulatedEnvironment(process.env["AWS_ENDPOINT_URL"] ?? "http://localhost:4566");
try {
  await runCdk(["bootstrap", `aws://${EMULATED.accountId}/${EMULATED.regionName}`, "-c", "stage=test"], environment);
  const child = spawn(process.execPath, [VITEST, "run", "--project", "e2e", ...process.argv.slice(2)], { cwd: REPOSITORY, env: environment, stdio: "inherit" });
  child.on("exit", (code) => (process.exitCode = code ?? 1));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
