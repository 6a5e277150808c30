import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { EmbeddedError } from "../embedded-error.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A resource as the template writes it, before any intrinsic is evaluated. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Record<string, Json>;
  /** The name of the condition under which it exists. */
  condition: string | undefined;
}

/** A synthesized CloudFormation template with the folders of its assets. */
export interface Template {
  path: string;
  stackName: string;
  resources: ReadonlyMap<string, Resource>;
  parameters: ReadonlyMap<string, { type: string; defaultValue: Json | undefined }>;
  conditions: ReadonlyMap<string, Json>;
  outputs: ReadonlyMap<string, { value: Json; condition: string | undefined }>;
  /** The folder of each asset by the key that its bucket would hold it under. */
  assetFolders: ReadonlyMap<string, string>;
}

type Section = Record<string, Record<string, Json>>;

/**
 * Read a template that `cdk synth` wrote, and the assets manifest beside it: `Stack.template.json` and `Stack.assets.json`.
 * @throws EmbeddedError `TEMPLATE_UNREADABLE` when a file is absent or not JSON.
 */
export function readTemplate(templatePath: string): Template {
  const path = resolve(templatePath);
  const document = readJson(path) as { Resources?: Section; Parameters?: Section; Conditions?: Record<string, Json>; Outputs?: Section; Mappings?: Section };
  if (document.Resources === undefined) {
    throw new EmbeddedError("TEMPLATE_UNREADABLE", `${path} is no CloudFormation template: it has no Resources. Give the path of <stack>.template.json in cdk.out.`, { path });
  }
  const stackName = basename(path).replace(/\.template\.json$|\.json$/, "");
  const resources = Object.entries(document.Resources).map(([logicalId, written]): [string, Resource] => [
    logicalId,
    {
      logicalId,
      type: written["Type"] as string,
      properties: (written["Properties"] ?? {}) as Record<string, Json>,
      condition: written["Condition"] as string | undefined,
    },
  ]);
  return {
    path,
    stackName,
    resources: new Map(resources),
    parameters: new Map(Object.entries(document.Parameters ?? {}).map(([name, { Type, Default }]) => [name, { type: Type as string, defaultValue: Default }])),
    conditions: new Map(Object.entries(document.Conditions ?? {})),
    outputs: new Map(
      Object.entries(document.Outputs ?? {}).map(([name, output]) => [name, { value: output["Value"] ?? null, condition: output["Condition"] as string | undefined }]),
    ),
    assetFolders: readAssetFolders(join(dirname(path), `${stackName}.assets.json`)),
  };
}

interface AssetManifest {
  files?: Record<string, { source?: { path?: string }; destinations?: Record<string, { objectKey?: string }> }>;
}

function readAssetFolders(manifestPath: string): Map<string, string> {
  const folders = new Map<string, string>();
  if (!existsSync(manifestPath)) return folders;
  for (const { source, destinations } of Object.values((readJson(manifestPath) as AssetManifest).files ?? {})) {
    if (source?.path === undefined) continue;
    const folder = resolve(dirname(manifestPath), source.path);
    for (const { objectKey } of Object.values(destinations ?? {})) {
      if (objectKey !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) folders.set(objectKey, folder);
    }
  }
  return folders;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new EmbeddedError("TEMPLATE_UNREADABLE", `${path} cannot be read: ${(error as Error).message}. Run the synthesis first (cdk synth).`, { path }, error);
  }
}
