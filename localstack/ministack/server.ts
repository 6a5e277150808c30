import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findEmulator } from "../emulator.ts";

const READY_PATIENCE_MS = 60_000;
const READY_EVERY_MS = 200;
const STOP_PATIENCE_MS = 5_000;

/** A MiniStack that runs. */
export interface MiniStackServer {
  endpoint: string;
  logPath: string;
  /** Ends it and the functions that it runs. */
  stop(): Promise<void>;
}

/**
 * Start MiniStack on a free port of this machine alone; it keeps everything in memory and in a temporary folder. Its functions run on the
 * Node that runs this. @throws Error naming the log when it does not answer in time.
 */
export async function startMiniStack(python: string, logPath: string): Promise<MiniStackServer> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "fanfold-ministack-"));
  await mkdir(dirname(logPath), { recursive: true });
  const log = await open(logPath, "w");
  const child = spawn(python, ["-m", "ministack"], {
    // A group of its own, so that the functions end with it.
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      LOG_LEVEL: "WARNING",
    },
  });
  await log.close();
  const exited = once(child, "exit");
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // Nothing of the group is left.
    }
  };
  // Also when this process is told to end before it comes to `stop`.
  const killGroup = (): void => signal("SIGKILL");
  process.once("exit", killGroup);
  const stop = async (): Promise<void> => {
    signal("SIGTERM");
    await Promise.race([exited, wait(STOP_PATIENCE_MS, undefined, { ref: false })]);
    signal("SIGKILL");
    await exited;
    process.off("exit", killGroup);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };

  const deadline = Date.now() + READY_PATIENCE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    if ((await findEmulator(endpoint)) !== undefined) return { endpoint, logPath, stop };
    await wait(READY_EVERY_MS);
  }
  await stop();
  throw new Error(`MiniStack did not start; its log is ${logPath}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
