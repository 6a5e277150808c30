import { describe, expect, it } from "vitest";
import type { JobsAnswer } from "../../shared/contracts/api.ts";
import { visibleText } from "../../cli/render/visible-text.ts";
import { accessLog } from "../api/access-log.ts";
import { createApiFixture } from "../api/api-fixture.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ACTED_ON = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/** As S3 has it: a key has at most 1,024 bytes. */
const keysOf = (text: string): string[] => [`shop/${text}`, `${text}/a.log`, text].filter((key) => Buffer.byteLength(key) <= 1_024 && !key.endsWith("/"));

describe.each(HOSTILE_TEXTS)("$name in an object's key", ({ text }) => {
  it("is analysed, listed and asked for like any other, and shown without acting", async () => {
    const { world, get } = await createApiFixture();
    const keys = keysOf(text);
    const log = accessLog([0], 20);
    for (const key of keys) world.put(key, log);
    await world.settleAll();
    const { body } = await get<JobsAnswer>("/jobs");
    expect(body.jobs.map(({ objectKey }) => objectKey).toSorted()).toEqual([...new Set(keys)].toSorted());
    for (const { jobId, source, objectKey, state } of body.jobs) {
      expect(state).toBe("complete");
      expect((await get(`/jobs/${jobId}/metrics`)).body.summary?.records).toBe(20);
      expect((await get<JobsAnswer>("/jobs", { query: { source } })).body.jobs.map((job) => job.objectKey)).toContain(objectKey);
      const metrics = await get(`/sources/${encodeURIComponent(source)}/metrics`, { query: { from: "2026-11-21T00:00Z", to: "2026-11-22T00:00Z", step: "86400" } });
      expect([200, 400, 404], metrics.text).toContain(metrics.status);
      expect(visibleText(objectKey)).not.toMatch(ACTED_ON);
      expect(visibleText(source)).not.toMatch(ACTED_ON);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe.each(HOSTILE_TEXTS)("$name as the key of an upload", ({ text }) => {
  it("is signed as it is, or refused clearly", async () => {
    const { call, signed } = await createApiFixture();
    const { status, body } = await call("POST", "/uploads", { as: "ingest", body: { objectKey: text, contentLength: 5 } });
    if (status === 201) expect(signed).toEqual([`put/${text}/5`]);
    else expect([status, body.code, body.parameter]).toEqual([400, "BAD_BODY", "objectKey"]);
    // What a path or XML would turn into something else is never signed.
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    if (/[\u0000-\u001f\u007f]|(^|\/)\.\.?(\/|$)/.test(text)) expect(status).toBe(400);
  });
});
