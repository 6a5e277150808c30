import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalConnection } from "../../cli/http/connection.ts";
import { FAKE_TOKEN, startFakeApi, type FakeApi } from "./fake-api.ts";
import { createFolder, runHere } from "./run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  api.routes["GET /jobs"] = { body: { jobs: [] } };
});
afterAll(() => api.close());

/** A data directory with what a running stack left in it. */
function dataDirWith(name: string, connection: Partial<LocalConnection> | string): string {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  const whole = {
    endpoint: api.endpoint,
    token: FAKE_TOKEN,
    pid: process.pid,
    s3Endpoint: "",
    bucketName: "",
    regionName: "",
    accessKeyId: "",
    secretAccessKey: "",
    rangeBytes: null,
  };
  writeFileSync(join(path, "connection.json"), typeof connection === "string" ? connection : JSON.stringify({ ...whole, ...connection }));
  return path;
}

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid ?? 0;
}

describe("finding the running stack", () => {
  it("takes endpoint and token from the data directory", async () => {
    expect((await runHere(["jobs", "--data-dir", dataDirWith("running", {})])).code).toBe(0);
  });
  it("lets options win, and takes the known token for the known endpoint", async () => {
    const dataDir = dataDirWith("known", {});
    expect((await runHere(["jobs", "--data-dir", dataDir, "--token", "wrong"])).code).toBe(1);
    expect((await runHere(["jobs", "--data-dir", dataDir, "--endpoint", `${api.endpoint}/`])).code).toBe(0);
  });
  it("says what to do when there is none", async () => {
    const dataDir = join(folder.path, "nowhere");
    const stderr = `fanfold: no running stack found: ${dataDir}/connection.json; start one with fanfold start, or name another with --data-dir, or with --endpoint and --token\n`;
    expect(await runHere(["jobs", "--data-dir", dataDir])).toEqual({ code: 2, stdout: "", stderr });
  });
  it("says that it has ended when its process is gone", async () => {
    const pid = await endedPid();
    const dataDir = dataDirWith("ended", { pid });
    const stderr = `fanfold: the local stack has ended: process ${pid} of ${dataDir}/connection.json; start it again with fanfold start: its data is kept\n`;
    expect(await runHere(["jobs", "--data-dir", dataDir])).toEqual({ code: 2, stdout: "", stderr });
  });
  it.each([
    [["--endpoint", "nonsense"], "bad value: --endpoint nonsense; it has to be a URL such as http://127.0.0.1:4000"],
    [["--endpoint", "http://127.0.0.1:9", "--data-dir", "/nowhere"], "no token for: http://127.0.0.1:9; give one with --token or FANFOLD_TOKEN"],
  ])("refuses %j", async (args, line) => {
    expect(await runHere(["jobs", ...args])).toEqual({ code: 2, stdout: "", stderr: `fanfold: ${line}\n` });
  });
  it("says that its file is damaged", async () => {
    for (const content of ["{", '{"pid":1}']) {
      const { code, stderr } = await runHere(["jobs", "--data-dir", dataDirWith("damaged", content)]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("the connection file is damaged")]);
    }
  });
});
