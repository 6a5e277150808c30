import { describe, expect, it } from "vitest";
import type { UploadAnswer } from "../../shared/contracts/api.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { createApiFixture, tokenOf } from "./api-fixture.ts";

const GIB = 1024 ** 3;

describe("POST /uploads", () => {
  it("signs one PUT of exactly the bytes announced", async () => {
    const { call, signed } = await createApiFixture();
    const { status, body } = await call("POST", "/uploads", { as: "ingest", body: { objectKey: "shop/a b.log", contentLength: 5 * GIB } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: "single", bucketName: "logs", objectKey: "shop/a b.log", expiresAt: "2026-11-21T12:15:00.000Z" });
    expect(signed).toEqual([`put/shop/a b.log/${5 * GIB}`]);
  });

  it("signs nothing outside of the prefix that the token is limited to", async () => {
    const { call, signed, world } = await createApiFixture();
    await world.jobs.putToken({ sha256: sha256Hex(tokenOf("ingest")), role: "ingest", name: "shop", uploadPrefix: "shop/" });
    const ask = (objectKey: string) => call("POST", "/uploads", { as: "ingest", body: { objectKey, contentLength: 1 } });
    expect((await ask("shop/a.log")).status).toBe(201);
    for (const key of ["other/a.log", "shop", "Shop/a.log", "/shop/a.log"]) expect((await ask(key)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await ask("shop/../other/a.log")).body.code).toBe("BAD_BODY");
    expect(signed).toEqual(["put/shop/a.log/1"]);
  });

  it.each([5 * GIB + 1, 77 * GIB + 12_345, 5 * 1024 * GIB])("signs parts for %d bytes that are together all of them, none too large", async (contentLength) => {
    const { call } = await createApiFixture();
    const { body } = await call<Extract<UploadAnswer, { kind: "parts" }>>("POST", "/uploads", { as: "ingest", body: { objectKey: "big.log", contentLength } });
    expect(body).toMatchObject({ kind: "parts", uploadId: "upload-1", complete: { method: "POST", url: "https://signed.example/complete/big.log/upload-1" } });
    expect(body.parts.length).toBeLessThanOrEqual(1_200);
    expect(body.parts.map(({ partNumber }) => partNumber)).toEqual(body.parts.map((_, index) => index + 1));
    expect(body.parts.reduce((sum, part) => sum + part.contentLength, 0)).toBe(contentLength);
    expect(
      body.parts.every((part, index) => part.contentLength > 0 && part.contentLength <= 5 * GIB && (part.contentLength === body.partBytes || index === body.parts.length - 1)),
    ).toBe(true);
  });

  it("signs the parts of an upload anew that was begun earlier", async () => {
    const { call } = await createApiFixture();
    const { body } = await call<Extract<UploadAnswer, { kind: "parts" }>>("POST", "/uploads", {
      as: "ingest",
      body: { objectKey: "big.log", contentLength: 6 * GIB, uploadId: "begun" },
    });
    expect(body).toMatchObject({ kind: "parts", uploadId: "begun" });
  });

  it.each([
    [{}, "contentLength"],
    [{ objectKey: "a", contentLength: -1 }, "contentLength"],
    [{ objectKey: "a", contentLength: 1.5 }, "contentLength"],
    [{ objectKey: "a", contentLength: "1" }, "contentLength"],
    [{ objectKey: "a", contentLength: 2 ** 60 }, "contentLength"],
    [{ contentLength: 1 }, "objectKey"],
    [{ objectKey: "", contentLength: 1 }, "objectKey"],
    [{ objectKey: "é".repeat(513), contentLength: 1 }, "objectKey"],
    [{ objectKey: "a\u0000b", contentLength: 1 }, "objectKey"],
    [{ objectKey: "a/../b", contentLength: 1 }, "objectKey"],
    [{ objectKey: "\ud800", contentLength: 1 }, "objectKey"],
    [{ objectKey: "a", contentLength: 1, uploadId: 7 }, "uploadId"],
    [{ objectKey: "a", contentLength: 1, bucketName: "other" }, "bucketName"],
  ])("refuses %j and names %s", async (body, parameter) => {
    const { call } = await createApiFixture();
    expect((await call("POST", "/uploads", { as: "ingest", body })).body).toMatchObject({ status: 400, code: "BAD_BODY", parameter });
  });

  it("takes a key of 1,024 bytes, and no upload over 5 TiB", async () => {
    const { call } = await createApiFixture();
    expect((await call("POST", "/uploads", { as: "ingest", body: { objectKey: "é".repeat(512), contentLength: 0 } })).status).toBe(201);
    expect((await call("POST", "/uploads", { as: "ingest", body: { objectKey: "a", contentLength: 5 * 1024 * GIB + 1 } })).body).toMatchObject({
      status: 413,
      code: "UPLOAD_TOO_LARGE",
    });
  });
});
