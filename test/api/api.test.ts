import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../../shared/contracts/api.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { takesGzip } from "../../functions/api/respond.ts";
import { createApiFixture, tokenOf } from "./api-fixture.ts";
import { accessLog, firstMinutes } from "./access-log.ts";

const JOB = "0123456789abcdef0123456789abcdef";

describe("a token", () => {
  it("is needed for everything but /health", async () => {
    const { call, get } = await createApiFixture();
    expect((await get("/health", { as: null })).body).toEqual({ status: "ok" });
    for (const [method, path] of [
      ["GET", "/jobs"],
      ["GET", "/openapi.json"],
      ["GET", `/jobs/${JOB}/metrics`],
      ["POST", "/uploads"],
      ["PUT", "/sources/shop"],
      ["HEAD", "/jobs"],
    ] as const) {
      const { status, headers, body } = await call(method, path, { as: null });
      expect(status, path).toBe(401);
      expect(headers["www-authenticate"]).toBe('Bearer realm="fanfold"');
      if (method !== "HEAD") expect(body).toMatchObject({ code: "UNAUTHENTICATED", status: 401, instance: "urn:fanfold:request:request-1" });
    }
  });

  it.each(["Bearer nobody-knows-me", "bearer  nobody-knows-me", "Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", `Bearer ${"x".repeat(600)}`, "Bearer \u0000", "token-of-admin"])(
    "is refused when it is %j",
    async (authorization) => {
      const { get } = await createApiFixture();
      expect((await get("/jobs", { as: null, headers: { Authorization: authorization } })).status).toBe(401);
    },
  );

  it("may do what its role includes, and no more", async () => {
    const { call } = await createApiFixture();
    const statusOf = async (as: "read" | "ingest" | "admin", method: string, path: string, body?: unknown) => (await call(method, path, { as, body })).status;
    const upload = { objectKey: "a.log", contentLength: 1 };
    expect([await statusOf("read", "GET", "/jobs"), await statusOf("ingest", "GET", "/jobs"), await statusOf("admin", "GET", "/jobs")]).toEqual([200, 200, 200]);
    expect([await statusOf("read", "POST", "/uploads", upload), await statusOf("ingest", "POST", "/uploads", upload), await statusOf("admin", "POST", "/uploads", upload)]).toEqual(
      [403, 201, 201],
    );
    expect([await statusOf("read", "PUT", "/sources/a", {}), await statusOf("ingest", "PUT", "/sources/a", {}), await statusOf("admin", "PUT", "/sources/a", {})]).toEqual([
      403, 403, 200,
    ]);
    expect([await statusOf("ingest", "POST", `/jobs/${JOB}/redrive`), await statusOf("admin", "POST", `/jobs/${JOB}/redrive`)]).toEqual([403, 404]);
  });

  it("is in no log", async () => {
    const { get, world } = await createApiFixture();
    await get("/jobs");
    await get("/jobs", { as: null, headers: { authorization: "Bearer nobody-knows-me" } });
    const logged = JSON.stringify(world.log.entries);
    expect(logged).toContain("request-1");
    expect(logged).not.toContain(tokenOf("read"));
    expect(logged).not.toContain("nobody-knows-me");
  });
});

describe("a route", () => {
  it("that is not there is 404, also without a token", async () => {
    const { get } = await createApiFixture();
    for (const path of ["/", "/nothing", "/jobs/a/b/c", "/jobs//metrics", "//", "/sources/a/b"])
      expect((await get(path, { as: null })).body).toMatchObject({ code: "NOT_FOUND", status: 404 });
  });

  it("says which methods it answers", async () => {
    const { call } = await createApiFixture();
    const refused = await call("DELETE", "/jobs");
    expect([refused.status, refused.body.code, refused.headers["allow"]]).toEqual([405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"]);
    const options = await call("OPTIONS", `/jobs/${JOB}/redrive`, { as: null });
    expect([options.status, options.body, options.headers["allow"]]).toEqual([204, undefined, "POST, OPTIONS"]);
  });

  it("answers HEAD as GET without the body", async () => {
    const { call } = await createApiFixture();
    const head = await call("HEAD", "/jobs");
    expect([head.status, head.text, head.headers["content-type"]]).toEqual([200, "", "application/json"]);
  });

  it("bears a slash at the end and an encoded path", async () => {
    const { get, call } = await createApiFixture();
    expect((await get("/jobs/")).status).toBe(200);
    await call("PUT", "/sources/web%20shop", { as: "admin", body: {} });
    expect((await get("/sources")).body.sources[0]?.source).toBe("web shop");
    await call("PUT", "/sources/100%", { as: "admin", body: {} });
    expect((await get("/sources")).body.sources[0]?.source).toBe("100%");
  });
});

describe("a problem", () => {
  it("names the parameter and what is allowed", async () => {
    const { get } = await createApiFixture();
    const path = `/jobs/${JOB}/metrics`;
    const cases: [string, Record<string, string>, string][] = [
      [path, { step: "61" }, "step"],
      [path, { step: "0" }, "step"],
      [path, { step: "-60" }, "step"],
      [path, { step: "25200" }, "step"],
      [path, { step: "9".repeat(400) }, "step"],
      [path, { from: "yesterday" }, "from"],
      [path, { from: "2026-02-30" }, "from"],
      [path, { to: "1e99" }, "to"],
      [path, { from: "2026-11-21", to: "2026-11-20" }, "from"],
      [path, { cursor: "nonsense" }, "cursor"],
      [path, { frm: "1" }, "frm"],
      ["/jobs", { limit: "0" }, "limit"],
      ["/jobs", { limit: "101" }, "limit"],
      [`/jobs/${JOB}/lines`, { kind: "all" }, "kind"],
      [`/jobs/${JOB}/lines`, { kind: "errors", reason: "bad-json" }, "reason"],
      [`/jobs/${JOB}/lines`, { kind: "rejected", reason: "ugly" }, "reason"],
    ];
    for (const [route, query, parameter] of cases) {
      const { status, headers, body } = await get(route, { query });
      expect([status, body.code, body.parameter], JSON.stringify(query)).toEqual([400, "BAD_PARAMETER", parameter]);
      expect(body.detail.startsWith(`${parameter}: `)).toBe(true);
      expect(headers["content-type"]).toBe("application/problem+json");
    }
  });

  it("is said of a parameter that comes twice", async () => {
    const { get } = await createApiFixture();
    expect((await get("/jobs", { rawQuery: "limit=1&limit=2" })).body).toMatchObject({ code: "BAD_PARAMETER", parameter: "limit" });
  });

  it("is said of a body that is no JSON object", async () => {
    const { call } = await createApiFixture();
    const uploads = (options: object) => call("POST", "/uploads", { as: "ingest", ...options });
    for (const rawBody of ["", "{", "[]", "null", '"text"', "\u0000"]) expect((await uploads({ rawBody })).body).toMatchObject({ code: "BAD_BODY", parameter: "body" });
    expect((await uploads({ rawBody: Buffer.from([0xff, 0xfe, 0x7b]).toString("base64"), isBase64Encoded: true })).body.code).toBe("BAD_BODY");
    expect((await uploads({ rawBody: JSON.stringify({ objectKey: "x".repeat(70_000) }) })).body).toMatchObject({ code: "BODY_TOO_LARGE", status: 413 });
    expect((await uploads({ rawBody: Buffer.from('{"objectKey":"a","contentLength":1}').toString("base64"), isBase64Encoded: true })).status).toBe(201);
  });

  it("tells nothing of a bug but where to look, and the log has the rest", async () => {
    const { get, world } = await createApiFixture({}, (current) => ({
      jobs: {
        ...current.jobs,
        listSources: () => {
          throw new Error("secret of the store");
        },
      },
    }));
    const { status, text } = await get("/sources");
    expect(status).toBe(500);
    expect(text).not.toContain("secret");
    expect(world.log.entries.some(({ level, fields }) => level === "error" && fields["requestId"] === "request-1")).toBe(true);
  });

  it("asks to try again when a store does not answer", async () => {
    const { get } = await createApiFixture({}, (current) => ({ jobs: { ...current.jobs, listSources: () => Promise.reject(new TransientError("THROTTLED", "too fast")) } }));
    const { status, headers, body } = await get("/sources");
    expect([status, body.code, headers["retry-after"]]).toEqual([503, "UNAVAILABLE", "1"]);
  });

  it("is never an internal error, whatever is asked", async () => {
    const { call, world } = await createApiFixture();
    world.put("shop/a.log", accessLog(firstMinutes(2), 5));
    await world.settleAll();
    const { jobId } = await world.currentJob("shop/a.log");
    const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("", jobId, JOB, "%", "..", "9".repeat(30), "-1", "1e309", "shop", "2026-11-21", "null"));
    const anyPath = fc.oneof(
      fc.array(anyText, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
      fc
        .tuple(fc.constantFrom("jobs", "sources"), fc.oneof(anyText, fc.constant(jobId)), fc.constantFrom("", "metrics", "routes", "rejected", "lines", "redrive"))
        .map((segments) => `/${segments.join("/")}`),
      fc.constantFrom("/uploads", "/sources/shop", "/sources/x%00y"),
    );
    const anyBody = fc
      .record(
        {
          objectKey: anyText,
          contentLength: fc.oneof(fc.double(), fc.nat()),
          uploadId: anyText,
          prefixes: fc.oneof(fc.array(anyText, { maxLength: 3 }), anyText),
          settings: fc.oneof(
            fc.dictionary(fc.constantFrom("format", "timeZone", "rangeBytes", "jsonAliases", "retentionDays"), fc.oneof(anyText, fc.double(), fc.object())),
            anyText,
          ),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value));
    const anyQuery = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom("from", "to", "step", "cursor", "limit", "kind", "reason", "source"), anyText), fc.oneof(anyText, anyCursor(jobId))),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("GET", "POST", "PUT", "HEAD", "TRACE"), anyPath, anyQuery, fc.oneof(anyText, fc.json(), anyBody), async (method, path, query, rawBody) => {
        const { status } = await call(method, path, {
          as: "admin",
          rawQuery: new URLSearchParams(query.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()])).toString(),
          rawBody,
        });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it("has a code and a status that are never renamed", () => {
    expect(Object.entries(PROBLEMS).map(([code, { status }]) => `${status} ${code}`)).toEqual([
      "400 BAD_PARAMETER",
      "400 BAD_BODY",
      "401 UNAUTHENTICATED",
      "403 FORBIDDEN",
      "403 OBJECT_FORBIDDEN",
      "404 NOT_FOUND",
      "404 JOB_NOT_FOUND",
      "404 SOURCE_NOT_FOUND",
      "405 METHOD_NOT_ALLOWED",
      "409 NOT_REDRIVABLE",
      "409 JOB_RUNNING",
      "409 NOT_RERUNNABLE",
      "409 CURSOR_OUTDATED",
      "409 PREFIX_TAKEN",
      "410 OBJECT_GONE",
      "410 REDRIVE_EXPIRED",
      "413 BODY_TOO_LARGE",
      "413 QUERY_TOO_LARGE",
      "413 UPLOAD_TOO_LARGE",
      "500 INTERNAL",
      "503 UNAVAILABLE",
    ]);
  });
});

describe("an answer", () => {
  it("is compressed for whoever takes gzip", async () => {
    const { get } = await createApiFixture();
    const plain = await get("/openapi.json");
    const packed = await get("/openapi.json", { headers: { "Accept-Encoding": "br, gzip;q=0.5" } });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.body).toEqual(plain.body);
  });

  it("is kept by nobody", async () => {
    const { get } = await createApiFixture();
    expect((await get("/jobs")).headers["cache-control"]).toBe("no-store");
  });
});

describe("takesGzip", () => {
  it.each([
    ["gzip", true],
    ["GZIP ; q=1.0", true],
    ["*", true],
    ["gzip;q=0", false],
    ["*, gzip;q=0", false],
    ["br", false],
    ["", false],
    [undefined, false],
  ])("of %j is %s", (header, expected) => expect(takesGzip(header)).toBe(expected));
});

/** Cursors that look right and are not. */
function anyCursor(jobId: string): fc.Arbitrary<string> {
  const anyValue = fc.oneof(fc.nat(), fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.constant(jobId), fc.constantFrom(60, 86_400, "2026-11-21", "2026-02-30"));
  const fields = fc.record(
    {
      kind: fc.constantFrom("metrics", "jobs", "sources", "source-metrics"),
      jobId: anyValue,
      generation: anyValue,
      step: anyValue,
      from: anyValue,
      to: anyValue,
      day: anyValue,
      createdAtMs: anyValue,
      after: anyValue,
      source: anyValue,
    },
    { requiredKeys: ["kind"] },
  );
  return fields.map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
}
