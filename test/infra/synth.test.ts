import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hashSources } from "../../infra/source-hash.ts";
import { ensureSynthesized, synthesize } from "../../infra/synth.ts";
import { synthesizedStack } from "./synthesized-stack.ts";

const folder = mkdtempSync(join(tmpdir(), "fanfold-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rules alone take seconds on a busy machine. */
const SYNTHESIS_PATIENCE_MS = 60_000;

/** What says where in the sources a construct was made and what the rules found: notes for people, not deployed. */
const NOTES = /(\.metadata|validation-report)\.json$/;
/** A digest of every file below `root` that is deployed. */
const digests = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !NOTES.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );

/** Properties that name something else than the resource itself. */
const NAMES_OF_OTHERS = ["FunctionName", "MetricName", "StageName"];
/** The names that a stage's template gives to resources; all others are CloudFormation's. */
async function givenNames(stage: string): Promise<unknown[]> {
  const { template } = await synthesizedStack(stage);
  const resources = Object.values(template.toJSON()["Resources"] as Record<string, { Properties?: Record<string, unknown> }>);
  const names = resources.flatMap(({ Properties = {} }) => Object.entries(Properties).filter(([key]) => key.endsWith("Name") && !NAMES_OF_OTHERS.includes(key)));
  return names.map(([, name]) => name);
}

describe("synthesize", () => {
  it(
    "writes the same bytes twice, and the rules of the CDK find nothing to object to",
    async () => {
      const first = await synthesize({ stage: "dev", outDir: join(folder, "first"), appliesRules: true });
      await synthesize({ stage: "dev", outDir: join(folder, "second") });
      expect(basename(first.templatePath)).toBe("fanfold-dev.template.json");
      expect(JSON.parse(readFileSync(join(folder, "first", "validation-report.json"), "utf8"))).toMatchObject({ pluginReports: [] });
      expect(digests(join(folder, "second"))).toEqual(digests(join(folder, "first")));
    },
    SYNTHESIS_PATIENCE_MS,
  );

  it("looks nothing up, and names neither an account nor a region nor a folder of this machine", async () => {
    const { text } = await synthesizedStack();
    expect(text).not.toMatch(/\b\d{12}\b|us-east-1/);
    expect(text).not.toContain(process.cwd());
    expect(JSON.parse(text)).not.toHaveProperty("Parameters");
  });

  it("refuses an option that it does not know", async () => {
    await expect(synthesize({ stage: "dev", outDir: join(folder, "refused"), context: { retian: false } })).rejects.toThrow(
      /^-c retian=…: no such option; there are stage, retain,/,
    );
  });

  it("two stages share no name", async () => {
    expect(await givenNames("dev")).toEqual(["fanfold-dev-results"]);
    expect(await givenNames("local")).toEqual(["fanfold-local-results"]);
  });
});

describe("cdk.json", () => {
  const written = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: Record<string, unknown> };

  it("sets the feature flags that the pinned CDK recommends", () => {
    expect(written.context).toEqual(createRequire(import.meta.url)("aws-cdk-lib/recommended-feature-flags.json"));
  });
});

describe("ensureSynthesized", () => {
  it("answers with the same folder as long as nothing that matters changes", async () => {
    const first = await ensureSynthesized({ stage: "dev" });
    expect(await ensureSynthesized({ stage: "dev" })).toEqual({ ...first, isCached: true });
    expect((await ensureSynthesized({ stage: "test" })).templatePath).not.toBe(first.templatePath);
  });
});

describe("hashSources", () => {
  const repository = join(folder, "repository");
  mkdirSync(join(repository, "functions", "worker"), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(repository, path), text);
  write("package-lock.json", "{}");
  write("functions/worker/handler.ts", "1");

  it("changes with a byte of a source, a source's name, the lock file and the salt, and with nothing else", () => {
    const hash = () => hashSources(repository, "dev");
    const hashes = [hash(), hashSources(repository, "test")];
    write("functions/worker/handler.ts", "2");
    hashes.push(hash());
    write("functions/worker/other.ts", "");
    hashes.push(hash());
    write("package-lock.json", "{ }");
    hashes.push(hash());
    expect(new Set(hashes).size).toBe(hashes.length);
    write("README.md", "");
    expect(hash()).toBe(hashes.at(-1));
  });
});
