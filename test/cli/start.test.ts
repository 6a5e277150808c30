import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { LocalConnection } from "../../cli/http/connection.ts";
import { readConnection } from "../../cli/http/connection.ts";
import { quoteForShell } from "../../cli/start/banner.ts";
import { removeDataDir } from "../../cli/start/data-dir.ts";
import { objectKeysFor } from "../../cli/start/object-keys.ts";
import { openDataDir } from "../../localstack/embedded/data-dir.ts";
import type { JobDocument } from "../../shared/contracts/document.ts";
import { ACCESS_LOG, dayLog } from "./fixtures/lines.ts";
import { createFolder, runCli, runHere } from "./run-cli.ts";

/** Starting takes seconds, and synthesizing before it some more where the sources have changed. */
const START_TIMEOUT_MS = 120_000;

const folder = createFolder();
afterAll(folder.remove);
const log = folder.write("access.log", ACCESS_LOG);
const directory = (name: string): string => {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  return path;
};

describe("removeDataDir", () => {
  it("removes what a stack leaves, and nothing else", async () => {
    const path = directory("mixed");
    (await openDataDir(path)).unlock();
    mkdirSync(join(path, "state"));
    folder.write("mixed/mine.txt", "mine");
    await removeDataDir(path);
    expect(readdirSync(path)).toEqual(["mine.txt"]);
  });
  it("removes the directory itself when nothing else was in it, and takes one that is not there", async () => {
    const path = directory("ours");
    (await openDataDir(path)).unlock();
    await removeDataDir(path);
    expect(existsSync(path)).toBe(false);
    await removeDataDir(path);
  });
  it("touches no directory on which a stack runs", async () => {
    const path = directory("running");
    const lock = await openDataDir(path);
    await expect(removeDataDir(path)).rejects.toMatchObject({ code: "DATA_DIR_IN_USE" });
    lock.unlock();
    expect(existsSync(join(path, "lock.sqlite"))).toBe(true);
  });
});

describe("objectKeysFor", () => {
  it("keeps files of one name apart", () => {
    expect(objectKeysFor(["a/x.log", "y.log", "b/x.log"])).toEqual(["uploads/x.log", "uploads/y.log", "uploads/3-x.log"]);
  });
});

describe("quoteForShell", () => {
  it("leaves plain words and quotes the rest", () => {
    expect(["/a/b-c.d", "a b", "it's"].map(quoteForShell)).toEqual(["/a/b-c.d", "'a b'", "'it'\\''s'"]);
  });
});

describe("fanfold start, before anything starts", () => {
  it("looks at every file first", async () => {
    const dataDir = join(folder.path, "untouched");
    expect(await runHere(["start", log, "nowhere.log", "--data-dir", dataDir])).toEqual({ code: 2, stdout: "", stderr: "fanfold: no such file: nowhere.log; check the path\n" });
    expect(existsSync(dataDir)).toBe(false);
  });
  it.each([
    [["--once"], "--once needs a file; name the log to analyze, or leave --once out"],
    [["--port", "70000"], "bad value: --port 70000; it has to be a whole number from 1 to 65535"],
  ])("refuses %j", async (args, line) => {
    expect(await runHere(["start", ...args])).toEqual({ code: 2, stdout: "", stderr: `fanfold: ${line}\n` });
  });
  it("removes no directory that is not its own", async () => {
    const path = directory("foreign");
    folder.write("foreign/mine.txt", "mine");
    const { code, stderr } = await runCli(["start", log, "--fresh", "--data-dir", path]);
    expect([code, stderr]).toEqual([2, `fanfold: not a data directory of fanfold: ${path}; --fresh removes only those; choose another with --data-dir\n`]);
    expect(readdirSync(path)).toEqual(["mine.txt"]);
  });
  it(
    "says which port and which data directory are in use",
    async () => {
      const path = directory("busy");
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      const onPort = await runCli(["start", log, "--once", "--port", String(port), "--data-dir", path]);
      server.close();
      expect([onPort.code, onPort.stderr]).toEqual([1, expect.stringContaining(`fanfold: port in use: ${port}; stop the program that has it, or choose another with --port\n`)]);
      const lock = await openDataDir(path);
      const onDirectory = await runCli(["start", log, "--once", "--data-dir", path]);
      lock.unlock();
      const line = `fanfold: data directory in use: ${path} (process ${process.pid}); a stack runs on it already: stop that one, or choose another with --data-dir\n`;
      expect([onDirectory.code, onDirectory.stderr]).toEqual([1, expect.stringContaining(line)]);
    },
    START_TIMEOUT_MS,
  );
});

describe("fanfold start", () => {
  const dataDir = join(folder.path, "data");

  it(
    "prints only the document, lets others find it, works as its banner says, and stops on Ctrl-C",
    async () => {
      let connection: LocalConnection | undefined;
      let asked = "";
      let jobs = "";
      const beforeInterrupt = async (stderr: string): Promise<void> => {
        connection = await readConnection(join(dataDir, "connection.json"));
        const curl = /^curl .*$/m.exec(stderr)?.[0] ?? "";
        asked = (await promisify(execFile)("sh", ["-c", curl.replace(/^curl/, "curl -s")])).stdout;
        jobs = (await runHere(["jobs", "--data-dir", dataDir, "--output", "csv"])).stdout;
      };
      const { code, stdout, stderr } = await runCli(["start", log, "--data-dir", dataDir, "--output", "json"], { interruptAt: "Ctrl-C stops it", beforeInterrupt });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const document = JSON.parse(stdout) as JobDocument;
      expect(document).toMatchObject({ job: { state: "complete", objectKey: "uploads/access.log" }, summary: { lines: 6, records: 5, errors: 1 } });
      expect(JSON.parse(asked)).toMatchObject({ jobs: [{ jobId: document.job.jobId }] });
      expect(jobs).toContain(document.job.jobId);
      expect(stderr).toContain(connection?.token);
      expect(stderr).toMatch(/^AWS_ACCESS_KEY_ID=\S+ AWS_SECRET_ACCESS_KEY=\S+ AWS_REGION=\S+ aws s3 cp <file> s3:\/\/\S+\/uploads\/ --endpoint-url http:\/\/127\.0\.0\.1:\d+$/m);
      expect(statSync(join(dataDir, "connection.json")).mode & 0o777).toBe(0o600);
      expect((await runHere(["jobs", "--data-dir", dataDir])).stderr).toContain("the local stack has ended");
    },
    START_TIMEOUT_MS,
  );

  it(
    "ends with --once by itself, with the exit code of the job, and goes on with the data and the token of before",
    async () => {
      const before = await readConnection(join(dataDir, "connection.json"));
      const cut = folder.write("cut.log.gz", gzipSync(dayLog()).subarray(0, -40));
      const { code, stdout, stderr } = await runCli(["start", cut, "--once", "--data-dir", dataDir]);
      expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.not.stringContaining("Ctrl-C") as string });
      expect(stdout).toContain("complete-with-gaps");
      expect((await readConnection(join(dataDir, "connection.json")))?.token).toBe(before?.token);
    },
    START_TIMEOUT_MS,
  );
});
