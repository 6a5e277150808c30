import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, listFiles, ROOT } from "./source-files.ts";

const files = listFiles().filter((path) => existsSync(join(ROOT, path)));
const sources = files.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
const isTest = (path: string): boolean => /\.(test|test-support)\.ts$/.test(path) || path.startsWith("test/") || path.startsWith("bench/");

/** Which folders of the repository a file of each folder may import from. The first rule that fits a path counts. */
const RULES: readonly { of: RegExp; may: RegExp; mayPackages: RegExp }[] = [
  { of: /^shared\/core\//, may: /^shared\/core\//, mayPackages: /^$/ },
  { of: /^shared\/contracts\/names\.ts$/, may: /^$/, mayPackages: /^$/ },
  { of: /^shared\/contracts\//, may: /^shared\/(core|contracts)\//, mayPackages: /^node:crypto$/ },
  { of: /^shared\/kernel\//, may: /^shared\/(core|kernel)\//, mayPackages: /^$/ },
  { of: /^shared\/ports\//, may: /^shared\/(core|contracts|ports)\//, mayPackages: /^$/ },
  { of: /^shared\/protocol\//, may: /^shared\/(core|contracts|ports|protocol)\//, mayPackages: /^(node:crypto|aws-lambda)$/ },
  {
    of: /^shared\/adapters\//,
    may: /^shared\/(core|contracts|ports|adapters)\//,
    mayPackages: /^(node:|@aws-sdk\/|@aws-lambda-powertools\/|@smithy\/(signature-v4|types)$|aws-lambda$)/,
  },
  { of: /^functions\/[^/]+\/handler\.ts$/, may: /^(shared|functions)\//, mayPackages: /^$/ },
  { of: /^functions\//, may: /^(shared\/(core|contracts|ports|protocol)|functions)\//, mayPackages: /^(aws-lambda|node:(crypto|util|zlib))$/ },
  { of: /^infra\//, may: /^(infra\/|shared\/contracts\/names\.ts|shared\/core\/(limits|errors|receipt\/prices)\.ts)/, mayPackages: /^(node:|aws-cdk-lib|constructs|esbuild)/ },
  { of: /^localstack\/embedded\//, may: /^localstack\/embedded\//, mayPackages: /./ },
];

describe("the source files", () => {
  it("import one way only", () => {
    const wrong: string[] = [];
    for (const path of sources.filter((source) => !isTest(source))) {
      const rule = RULES.find(({ of }) => of.test(path));
      if (rule === undefined) continue;
      for (const imported of importsOf(path)) {
        const isOwn = /^(shared|functions|infra|localstack|cli|test|bench)\//.test(imported);
        if (!(isOwn ? rule.may : rule.mayPackages).test(imported)) wrong.push(`${path} imports ${imported}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("of functions never import another function", () => {
    const wrong = sources
      .filter((path) => path.startsWith("functions/"))
      .flatMap((path) =>
        importsOf(path)
          .filter((imported) => imported.startsWith("functions/") && imported.split("/")[1] !== path.split("/")[1])
          .map((imported) => `${path} imports ${imported}`),
      );
    expect(wrong).toEqual([]);
  });

  it("have kebab-case names, no barrels, no folders for leftovers", () => {
    expect(sources.filter((path) => !/^[a-z0-9-]+(\.(test|property\.test|sim\.test|test-support|config))?\.ts$/.test(path.split("/").at(-1)!))).toEqual([]);
    expect(sources.filter((path) => /(^|\/)(index|utils|helpers|common)(\.ts$|\/)/.test(path))).toEqual([]);
  });

  it("are short enough to read", () => {
    const long = sources.filter((path) => !isTest(path)).filter((path) => readFileSync(join(ROOT, path), "utf8").split("\n").length > 250);
    expect(long).toEqual([]);
  });

  it("leave nothing for later", () => {
    const marks = new RegExp(["\\b(TO", "DO|FIX", "ME|X", "XX)\\b"].join(""));
    expect(sources.filter((path) => marks.test(readFileSync(join(ROOT, path), "utf8")))).toEqual([]);
  });
});

describe("the repository", () => {
  it("names no package registry and holds no large file", () => {
    const hosts = /registry\.(npmjs|yarnpkg)|npmjs\.(org|com)|pypi\.org|files\.pythonhosted/;
    const texts = files.filter((path) => !/\.(png|gz|zst)$/.test(path)).map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
    expect(texts.filter(({ path, text }) => path !== "test/tidy/tidy.test.ts" && hosts.test(text)).map(({ path }) => path)).toEqual([]);
    expect(texts.filter(({ text }) => text.length > 1_000_000).map(({ path }) => path)).toEqual([]);
  });

  it("pins every dependency exactly", () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  it("has every file that a document links to, and every npm script that it names", () => {
    const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts);
    const broken: string[] = [];
    for (const path of files.filter((file) => file.endsWith(".md"))) {
      const text = readFileSync(join(ROOT, path), "utf8");
      for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        if (!existsSync(join(ROOT, path, "..", target!))) broken.push(`${path} links to ${target}`);
      }
      for (const [, script] of text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)) if (!scripts.includes(script!)) broken.push(`${path} names npm run ${script}`);
    }
    expect(broken).toEqual([]);
  });
});
