import { describe, expect, it } from "vitest";
import { ROUTES } from "../../functions/api/router.ts";
import { openApiDocument } from "../../shared/contracts/openapi.ts";
import type { Schema } from "../../shared/contracts/json-schema.ts";
import { JOBS_PER_PAGE_MAX } from "../../shared/core/limits.ts";
import { createApiFixture } from "./api-fixture.ts";
import { checkSchema } from "./check-schema.ts";

const paths = openApiDocument.paths as Record<
  string,
  Record<string, { security: { bearer: string[] }[]; parameters?: { name: string; in: string; schema: { maximum?: number } }[] }>
>;
const described = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

describe("openApiDocument", () => {
  it("describes every route of the router, and no other", () => {
    expect(described.map(nameOf).toSorted()).toEqual(ROUTES.map(nameOf).toSorted());
  });

  it("says the role and the parameters that each route has", () => {
    for (const { path, method, operation } of described) {
      const route = ROUTES.find((candidate) => candidate.path === path && candidate.method === method)!;
      expect(
        operation.security.map(({ bearer }) => bearer[0]),
        path,
      ).toEqual(route.role === null ? [] : [route.role]);
      const named = (place: string) => (operation.parameters ?? []).filter((parameter) => parameter.in === place).map(({ name }) => name);
      expect(named("query"), path).toEqual(route.query);
      expect(named("path"), path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  it("names only schemas that it has, and has only schemas that it names", () => {
    const named = new Set([...JSON.stringify(openApiDocument).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect(named).toEqual(new Set(Object.keys(openApiDocument.components.schemas)));
  });

  it("says the limits that hold", () => {
    const limit = paths["/jobs"]!["get"]!.parameters!.find(({ name }) => name === "limit");
    expect(limit!.schema.maximum).toBe(JOBS_PER_PAGE_MAX);
  });

  it("is served to whoever may read", async () => {
    const { get } = await createApiFixture();
    expect((await get("/openapi.json")).body).toEqual(JSON.parse(JSON.stringify(openApiDocument)));
    expect((await get("/openapi.json", { as: null })).status).toBe(401);
  });
});

describe("checkSchema", () => {
  const schema: Schema = { type: "object", properties: { count: { type: "integer", minimum: 0 }, kind: { enum: ["a"] } }, required: ["count"] };
  it.each([
    [{ count: 1, kind: "a" }, 0],
    [{ count: 1.5 }, 1],
    [{ count: -1 }, 1],
    [{}, 1],
    [{ count: 1, other: 1 }, 1],
    [{ count: 1, kind: "b" }, 1],
    [[], 1],
    [{ count: "1" }, 1],
  ])("finds in %j what is wrong: %d", (value, wrong) => {
    expect(checkSchema(value, schema, {}).length > 0 ? 1 : 0).toBe(wrong);
  });

  it("refuses a keyword that it does not know", () => {
    expect(checkSchema(1, { multipleOf: 2 }, {})).toHaveLength(1);
  });
});
