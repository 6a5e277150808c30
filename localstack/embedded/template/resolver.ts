import { createIntrinsics } from "./intrinsics.ts";
import { createResourceNames, placeOf, type ResourceNames, type World } from "./resource-names.ts";
import { RESOURCE_TYPES, TYPES_WITHOUT_EFFECT } from "./resource-types.ts";
import type { Json, Resource, Template } from "./template.ts";
import { unsupported, type Place } from "./unsupported.ts";

const DEPTH_MAX = 64;

/** Evaluates the intrinsics of one template. */
export interface Resolver extends Omit<ResourceNames, "pseudoParameter"> {
  /** The value without intrinsics; undefined for `AWS::NoValue`. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` naming the place. */
  resolve(value: Json, place: Place): Json | undefined;
  /** The evaluated properties of a resource. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` for a property that the type does not list. */
  properties(resource: Resource): Record<string, Json>;
  isTrue(condition: string | undefined): boolean;
  /** The resources of a type that exist under their conditions. */
  resourcesOf(type: string): Resource[];
}

/** Check the type of every resource of a template. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` for one outside the closed list. */
export function checkResourceTypes(template: Template): void {
  for (const resource of template.resources.values()) {
    if (RESOURCE_TYPES[resource.type] !== undefined || TYPES_WITHOUT_EFFECT.has(resource.type)) continue;
    const advice = "Remove it from the local stack, or run the stack on LocalStack or AWS.";
    throw unsupported(placeOf(resource), `this resource type is not one that the embedded stack knows. ${advice}`);
  }
}

/** Build the resolver of a template as seen through `world`. */
export function createResolver(template: Template, world: World): Resolver {
  let depth = 0;

  const evaluateIntrinsic = (value: Record<string, Json>, place: Place): { result: Json | undefined } | undefined => {
    const [[name, argument] = [], ...others] = Object.entries(value);
    if (name === undefined || argument === undefined || others.length > 0) return undefined;
    const isIntrinsic = name === "Ref" || name.startsWith("Fn::") || (name === "Condition" && typeof argument === "string");
    if (!isIntrinsic) return undefined;
    const evaluate = intrinsics[name];
    if (evaluate === undefined) throw unsupported(place, `the intrinsic ${name} is not one that the embedded stack knows.`);
    return { result: evaluate(argument, place) };
  };

  const resolve = (value: Json, place: Place): Json | undefined => {
    if (value === null || typeof value !== "object") return value;
    if (depth >= DEPTH_MAX) throw unsupported(place, "is nested too deeply, or refers to itself.");
    depth += 1;
    try {
      if (Array.isArray(value)) return value.map((one) => resolve(one, place)).filter((one) => one !== undefined);
      const evaluated = evaluateIntrinsic(value, place);
      if (evaluated !== undefined) return evaluated.result;
      const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, `${place}.${key}`)] as const);
      return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
    } finally {
      depth -= 1;
    }
  };

  const names = createResourceNames(template, world, resolve);
  const requireResource = (logicalId: string, place: Place): Resource => {
    const resource = template.resources.get(logicalId);
    if (resource === undefined) throw unsupported(place, `refers to ${logicalId}, which is neither a resource, a parameter nor a known pseudo parameter.`);
    return resource;
  };
  const refer = (name: string, place: Place): Json | undefined => {
    if (name === "AWS::NoValue") return undefined;
    const pseudo = names.pseudoParameter(name);
    if (pseudo !== undefined) return pseudo;
    const parameter = template.parameters.get(name);
    if (parameter === undefined) return names.refOf(requireResource(name, place));
    if (parameter.defaultValue === undefined) throw unsupported(place, `the parameter ${name} has no default.`);
    return parameter.defaultValue;
  };
  const isTrue = (condition: string | undefined): boolean => {
    if (condition === undefined) return true;
    const expression = template.conditions.get(condition);
    if (expression === undefined) throw unsupported(`Conditions ${condition}`, "is not defined.");
    return resolve(expression, `Conditions ${condition}`) === true;
  };
  const attribute = (logicalId: string, name: string, place: Place): string => names.attributeOf(requireResource(logicalId, place), name, place);
  const intrinsics = createIntrinsics({ resolve, refer, attribute, isTrue });

  return {
    ...names,
    resolve,
    isTrue,
    properties(resource) {
      const { honoured = [], withoutEffect = [] } = RESOURCE_TYPES[resource.type] ?? {};
      const properties: Record<string, Json> = {};
      for (const [name, value] of Object.entries(resource.properties)) {
        const place = `${placeOf(resource)} ${name}`;
        if (withoutEffect.includes(name)) continue;
        if (!honoured.includes(name)) throw unsupported(place, "this property is not one that the embedded stack knows.");
        const resolved = resolve(value, place);
        if (resolved !== undefined) properties[name] = resolved;
      }
      return properties;
    },
    resourcesOf: (type) => [...template.resources.values()].filter((resource) => resource.type === type && isTrue(resource.condition)),
  };
}
