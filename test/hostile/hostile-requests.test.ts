import { describe, expect, it } from "vitest";
import { ROUTES } from "../../functions/api/router.ts";
import { createApiFixture, tokenOf, type CallOptions } from "../api/api-fixture.ts";
import { accessLog } from "../api/access-log.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const ID = "0123456789abcdef0123456789abcdef";
const pathOf = (path: string, value: string): string => path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));

describe.each(HOSTILE_TEXTS)("$name in a request", ({ text }) => {
  it("is answered by every route without a 500, in every parameter, path and body", async () => {
    const { call, world } = await createApiFixture();
    world.put("shop/a.log", accessLog([0], 5));
    await world.settleAll();
    const job = await world.currentJob("shop/a.log");
    const answered = async (method: string, path: string, options: CallOptions) => {
      const { status, text: said } = await call(method, path, { as: "admin", ...options });
      expect(status, `${method} ${path} ${JSON.stringify(options)}: ${said}`).toBeLessThan(500);
    };
    for (const { method, path, query } of ROUTES) {
      if (path.includes("{")) await answered(method, pathOf(path, text), method === "PUT" ? { body: {} } : {});
      for (const name of query) {
        await answered(method === "DELETE" ? "GET" : method, pathOf(path, path.includes("source") ? "shop" : job.jobId), { query: { [name]: text } });
      }
      if (method === "POST" || method === "PUT") {
        const at = pathOf(path, path.includes("source") ? "shop" : ID);
        for (const body of [
          { [text]: text },
          { objectKey: text, contentLength: text },
          { prefix: text, after: text, dryRun: true },
          { prefixes: [text], settings: { jsonAliases: { [text]: [text] }, timeZone: text } },
        ])
          await answered(method, at, { body });
        await answered(method, at, { rawBody: text });
        await answered(method, at, { rawBody: text, isBase64Encoded: true });
      }
    }
    expect((await world.currentJob("shop/a.log")).state).toBe("complete");
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("tokens", () => {
  const BAD: readonly [string, string][] = [
    ["none", ""],
    ["another scheme", `Basic ${tokenOf("admin")}`],
    ["no scheme", tokenOf("admin")],
    ["an unknown one", "Bearer nobody-knows-this"],
    ["two in one", `Bearer ${tokenOf("admin")}, Bearer ${tokenOf("read")}`],
    ["one with more behind it", `Bearer ${tokenOf("admin")} x`],
    ["one with a NUL", `Bearer ${tokenOf("admin")}\u0000`],
    ["one that is cut", `Bearer ${tokenOf("admin").slice(0, -1)}`],
    ["the hash of one", `Bearer ${"a".repeat(64)}`],
    ["a very long one", `Bearer ${"x".repeat(100_000)}`],
    ["__proto__", "Bearer __proto__"],
    ["an object in JSON", `Bearer {"role":"admin"}`],
  ];
  it.each(BAD)("%s lets nobody in, and is in no answer and no log", async (_, authorization) => {
    const { call, world } = await createApiFixture();
    for (const { method, path, role } of ROUTES) {
      if (role === null) continue;
      const { status, text } = await call(method, pathOf(path, ID), { as: null, headers: { authorization }, ...(method === "GET" ? {} : { body: {} }) });
      expect(status, `${method} ${path}`).toBe(401);
      if (authorization.length > 20) expect(text).not.toContain(authorization.slice(7));
    }
    if (authorization.length > 20) expect(JSON.stringify(world.log)).not.toContain(authorization.slice(7));
  });

  it("of a lower role never do what needs a higher one", async () => {
    const { call } = await createApiFixture();
    for (const { method, path, role } of ROUTES) {
      if (role === null || role === "read") continue;
      for (const as of role === "admin" ? (["read", "ingest"] as const) : (["read"] as const)) {
        expect((await call(method, pathOf(path, ID), { as, body: {} })).status, `${as} ${method} ${path}`).toBe(403);
      }
    }
  });
});

describe("bodies", () => {
  it.each([
    ["__proto__ in JSON", `{"__proto__": {"polluted": true}, "objectKey": "a", "contentLength": 1}`],
    ["a thousand levels", `${"[".repeat(1_000)}${"]".repeat(1_000)}`],
    ["64 KiB and one byte", `{"objectKey": "${"x".repeat(64 * 1024)}"}`],
    ["a number too large", `{"objectKey": "a", "contentLength": 1e400}`],
    ["a negative length", `{"objectKey": "a", "contentLength": -1}`],
    ["half a character", '{"objectKey": "\\ud800", "contentLength": 1}'],
    ["an array", "[1, 2]"],
    ["null", "null"],
  ])("%s is refused clearly", async (_, rawBody) => {
    const { call, signed } = await createApiFixture();
    const { status, body } = await call("POST", "/uploads", { as: "ingest", rawBody });
    expect([400, 413]).toContain(status);
    expect(body.code).toMatch(/^(BAD_BODY|BODY_TOO_LARGE|UPLOAD_TOO_LARGE)$/);
    expect(signed).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
