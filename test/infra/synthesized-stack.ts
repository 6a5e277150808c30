import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import type { App } from "aws-cdk-lib/core";
import { buildApp } from "../../infra/fanfold-app.ts";
import type { FunctionBundles } from "../../infra/function-bundles.ts";
import { FUNCTION_CATALOG } from "../../infra/function-catalog.ts";
import { contextOf } from "../../infra/synth.ts";
import { FUNCTION_NAMES, type FunctionName } from "../../shared/contracts/names.ts";

/** A resource of a template, as CloudFormation would read it. */
interface TemplateResource {
  Type: string;
  // oxlint-disable-next-line no-explicit-any -- the shape differs from type to type, and a wrong guess fails the test that made it
  Properties: Record<string, any>;
  DependsOn?: string[];
  DeletionPolicy?: string;
}

/** A statement of an IAM policy. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: { Bool?: Record<string, string> };
}

export interface SynthesizedStack {
  text: string;
  template: Template;
  /** Resources of a type by logical id. */
  resourcesOf(type: string): Record<string, TemplateResource>;
  /** The only resource of a type, or the only one whose logical id starts so. @throws Error when there is not exactly one. */
  one(type: string, logicalIdStart?: string): [string, TemplateResource];
  functionOf(name: FunctionName): TemplateResource;
  roleOf(name: FunctionName): TemplateResource;
}

/** Every option other than its default; one stack for all tests of options, so that they share its synthesis. */
export const OTHER_OPTIONS = {
  retain: "false",
  memory: "2048",
  rangeBytes: "8388608",
  maximumConcurrency: "ranges=100,uploads=2",
  alarmEmail: "ops@example.org",
  logRetentionDays: "7",
  objectExpiryDays: "30",
};

/** The app of a stage with stand-ins for the bundles, before it is synthesized. Whatever it writes is gone with `folder`. */
export function openApp(stage: string, context: Record<string, unknown>, folder = mkdtempSync(join(tmpdir(), "fanfold-stack-"))): App {
  const props = { outdir: join(folder, "cdk.out"), context: contextOf({ stage, context }), builtinCloudFormationValidation: false, treeMetadata: false };
  return buildApp(props, standInBundles(folder));
}

/** The stack of a stage with stand-ins for the bundles: what the template says of a function does not depend on its code. */
export function synthesizedStack(stage = "dev", context: Record<string, unknown> = {}): SynthesizedStack {
  const folder = mkdtempSync(join(tmpdir(), "fanfold-stack-"));
  try {
    const props = { outdir: join(folder, "cdk.out"), context: contextOf({ stage, context }), builtinCloudFormationValidation: false, treeMetadata: false };
    const [stack] = buildApp(props, standInBundles(folder)).synth().stacks;
    return openTemplate(readFileSync(stack?.templateFullPath ?? "", "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One folder for each entry, its path the only content. */
function standInBundles(folder: string): FunctionBundles {
  const standIn = (name: FunctionName): string => {
    const { entry } = FUNCTION_CATALOG[name];
    mkdirSync(join(folder, entry), { recursive: true });
    writeFileSync(join(folder, entry, "index.mjs"), entry);
    return join(folder, entry);
  };
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, standIn(name)])) as FunctionBundles;
}

function openTemplate(text: string): SynthesizedStack {
  const template = Template.fromString(text);
  const resourcesOf = (type: string) => template.findResources(type) as Record<string, TemplateResource>;
  const one = (type: string, logicalIdStart = ""): [string, TemplateResource] => {
    const found = Object.entries(resourcesOf(type)).filter(([logicalId]) => logicalId.startsWith(logicalIdStart));
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type} start with ${logicalIdStart}`);
    return found[0];
  };
  // Logical ids end in eight hex digits, so that `Worker` and `WorkerRole` are told apart.
  const ofFunction = (type: string, name: FunctionName, suffix: string): TemplateResource => {
    const pattern = new RegExp(`^Functions${FUNCTION_CATALOG[name].constructId}${suffix}[0-9A-F]{8}$`);
    const [found, second] = Object.entries(resourcesOf(type)).filter(([logicalId]) => pattern.test(logicalId));
    if (found === undefined || second !== undefined) throw new Error(`not exactly one ${type} for ${name}`);
    return found[1];
  };
  return {
    text,
    template,
    resourcesOf,
    one,
    functionOf: (name) => ofFunction("AWS::Lambda::Function", name, ""),
    roleOf: (name) => ofFunction("AWS::IAM::Role", name, "Role"),
  };
}

/** The logical id that `{ "Fn::GetAtt": [id, …] }` or `{ Ref: id }` names; undefined for anything else. */
export function logicalIdOf(value: unknown): string | undefined {
  const { Ref, "Fn::GetAtt": getAtt } = (value ?? {}) as { Ref?: string; "Fn::GetAtt"?: [string, string] };
  return Ref ?? getAtt?.[0];
}
