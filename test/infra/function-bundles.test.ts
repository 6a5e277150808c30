import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { withBundles } from "../../infra/function-bundles.ts";
import { ENV, FUNCTION_ENVIRONMENT, FUNCTION_NAMES, type FunctionName } from "../../shared/contracts/names.ts";

/** Lambda fetches this before a cold start can begin; the source map beside it is read when an error is printed. */
const GZIPPED_CODE_BYTES_MAX = 400 * 1024;
const BUNDLING_PATIENCE_MS = 120_000;

const filesOf = (folder: string): string[] => readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1));
const codeBytes = (folder: string): number =>
  gzipSync(
    filesOf(folder)
      .filter((name) => !name.endsWith(".map"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join(""),
  ).byteLength;

const sourcesOf = (folder: string): string[] => (JSON.parse(readFileSync(join(folder, "handler.cjs.map"), "utf8")) as { sources: string[] }).sources;

/** Load the bundle as Lambda does, with the variables that the stack gives; what it prints is what it exports. */
function exportsOf(name: FunctionName, folder: string): string {
  const valueOf = (variable: string): string =>
    /_(SECONDS|BYTES)$/.test(variable) ? "1" : variable === ENV.pricing ? '{"architecture":"arm64"}' : "http://localhost:1/000000000000/name";
  const values = FUNCTION_ENVIRONMENT[name].map((variable) => [variable, valueOf(variable)]);
  const program = `console.log(typeof (await import(${JSON.stringify(pathToFileURL(join(folder, "index.mjs")).href)})).handler)`;
  const env = { PATH: process.env["PATH"], AWS_REGION: "us-east-1", ...(Object.fromEntries(values) as Record<string, string>) };
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { env, encoding: "utf8" }).trim();
}

describe("withBundles", () => {
  it("gives every function a small bundle that loads with the variables of the stack and exports a handler", { timeout: BUNDLING_PATIENCE_MS }, async () => {
    await withBundles((bundles) => {
      for (const name of FUNCTION_NAMES) {
        expect(filesOf(bundles[name])).toEqual(["handler.cjs", "handler.cjs.map", "index.mjs"]);
        expect(codeBytes(bundles[name]), name).toBeLessThanOrEqual(GZIPPED_CODE_BYTES_MAX);
        expect(exportsOf(name, bundles[name]), name).toBe("function");
        expect(
          sourcesOf(bundles[name]).filter((source) => !/^\.\.\/\.\.\/(functions|shared|node_modules)\//.test(source)),
          "nothing outside the repository",
        ).toEqual([]);
      }
      expect(bundles["stream-worker"]).toBe(bundles["worker"]);
    });
  });
});
