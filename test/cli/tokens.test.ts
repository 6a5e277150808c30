import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorize } from "../../functions/api/authorize.ts";
import { readRequest } from "../../functions/api/request.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { startTable, type RunningTable } from "../contract/dynalite.ts";
import { runCli } from "./run-cli.ts";

describe("fanfold token", () => {
  let table: RunningTable;
  let env: Record<string, string>;
  beforeAll(async () => {
    table = await startTable();
    const { hostname, port } = await table.client.config.endpoint!();
    env = { AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  });
  afterAll(() => table.stop());

  const fanfold = (...args: string[]) => runCli(["token", ...args, "--table", table.tableName], { env });
  /** Whether the API lets the token in, `laterSeconds` from now. */
  const isLetIn = async (token: string, laterSeconds = 0): Promise<boolean> => {
    const request = readRequest({ headers: { authorization: `Bearer ${token}` } } as never);
    const outcome = await authorize(request, "read", createDynamoJobStore(table.client, table.tableName, createManualClock(Date.now() + laterSeconds * 1000)));
    return "token" in outcome;
  };

  it("makes a token that is shown once and kept as its hash, lists it, and takes it back at once", async () => {
    const created = await fanfold("create", "--name", "me", "--role", "ingest");
    expect(created.code, created.stderr).toBe(0);
    const token = created.stdout.trim();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await isLetIn(token)).toBe(true);
    const stored = JSON.stringify((await table.client.send(new ScanCommand({ TableName: table.tableName }))).Items);
    expect(stored).toContain(sha256Hex(token));
    expect(stored).not.toContain(token);

    const listed = await fanfold("list", "--output", "json");
    const id = sha256Hex(token).slice(0, 12);
    expect(JSON.parse(listed.stdout)).toEqual({ tokens: [{ id, name: "me", role: "ingest", createdAt: expect.any(String) }] });
    expect(created.stderr + listed.stdout).not.toContain(token);
    expect((await fanfold("list")).stdout).toContain(id);

    const revoked = await fanfold("revoke", id);
    expect(revoked).toMatchObject({ code: 0, stdout: `revoked ${id}, me\n` });
    expect(await isLetIn(token)).toBe(false);
    expect(await fanfold("revoke", id)).toMatchObject({ code: 2, stderr: `fanfold: no token has this id: ${id}; fanfold token list shows them\n` });
  });

  it("makes a token that nobody knows any more once its time is over", async () => {
    const token = (await fanfold("create", "--name", "visitor", "--expires-in", "1h")).stdout.trim();
    expect([await isLetIn(token), await isLetIn(token, 3_590), await isLetIn(token, 3_601)]).toEqual([true, true, false]);
    expect((await fanfold("list", "--output", "csv")).stdout).toMatch(/,visitor,read,,[^,]+,20[^,]+\n$/);
  });

  it("refuses a period, a role and an id that are none", async () => {
    for (const args of [["create", "--name", "x", "--expires-in", "10s"], ["create", "--name", "x", "--role", "root"], ["revoke", "../x"], ["create"]])
      expect((await fanfold(...args)).code, args.join(" ")).toBe(2);
  });
});
