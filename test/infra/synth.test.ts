import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { synthesize } from "../../infra/synth.ts";
import { synthesizedStack } from "./synthesized-stack.ts";

const folder = mkdtempSync(join(tmpdir(), "fanfold-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rules alone take seconds on a busy machine. */
const SYNTHESIS_PATIENCE_MS = 120_000;

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
function givenNames(stage: string): unknown[] {
  const { template } = synthesizedStack(stage);
  const resources = Object.values(template.toJSON()["Resources"] as Record<string, { Properties?: Record<string, unknown> }>);
  const names = resources.flatMap(({ Properties = {} }) => Object.entries(Properties).filter(([key]) => key.endsWith("Name") && !NAMES_OF_OTHERS.includes(key)));
  return names.map(([, name]) => name);
}

describe("synthesize", () => {
  // Again when somebody saved a source between the two.
  it("writes the same bytes twice, and the rules of the CDK find nothing to object to", { retry: 2, timeout: SYNTHESIS_PATIENCE_MS }, async () => {
    const folders = [mkdtempSync(join(folder, "a-")), mkdtempSync(join(folder, "b-"))] as const;
    const { templatePath } = await synthesize({ stage: "dev", outDir: folders[0], appliesRules: true });
    await synthesize({ stage: "dev", outDir: folders[1] });
    expect(basename(templatePath)).toBe("fanfold-dev.template.json");
    expect(JSON.parse(readFileSync(join(folders[0], "validation-report.json"), "utf8"))).toMatchObject({ pluginReports: [] });
    expect(digests(folders[1])).toEqual(digests(folders[0]));
  });

  it("looks nothing up, and names neither an account nor a region nor a folder of this machine", () => {
    const { text } = synthesizedStack();
    expect(text).not.toMatch(/\b\d{12}\b|us-east-1/);
    expect(text).not.toContain(process.cwd());
    expect(JSON.parse(text)).not.toHaveProperty("Parameters");
  });

  it("refuses an option that it does not know", () => {
    expect(() => synthesizedStack("dev", { retian: false })).toThrow(/^-c retian=…: no such option; there are stage, retain,/);
  });

  it("two stages share no name", () => {
    expect(givenNames("dev")).toEqual(["fanfold-dev", "fanfold-dev-results", "fanfold-dev"]);
    expect(givenNames("local")).toEqual(["fanfold-local", "fanfold-local-results", "fanfold-local"]);
  });
});

describe("cdk.json", () => {
  const written = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: Record<string, unknown> };

  it("sets the feature flags that the pinned CDK recommends", () => {
    expect(written.context).toEqual(createRequire(import.meta.url)("aws-cdk-lib/recommended-feature-flags.json"));
  });
});
