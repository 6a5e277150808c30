import { EmbeddedError } from "../embedded-error.ts";
import { RESOURCE_TYPES, TYPES_WITHOUT_EFFECT, type NameContext, type ResourceType } from "./resource-types.ts";
import type { Json, Resource, Template } from "./template.ts";

/** Where a value stands, for the error that refuses it, e.g. `Uploads (AWS::SQS::Queue) VisibilityTimeout`. */
export type Place = string;

/** What the pseudo parameters and names of a stack are made of. */
export interface World {
  regionName: string;
  accountId: string;
  endpoints: NameContext["endpoints"];
}

/** Evaluates the intrinsics of one template. */
export interface Resolver {
  /** The value without intrinsics; undefined for `AWS::NoValue`. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` naming the place. */
  resolve(value: Json, place: Place): Json | undefined;
  /** The evaluated properties of a resource. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` for a property that the type does not list. */
  properties(resource: Resource): Record<string, Json>;
  /** The physical name of a resource: its own or one made of the stack's name, the same on every start. */
  nameOf(resource: Resource): string;
  refOf(resource: Resource): string;
  attributeOf(resource: Resource, attribute: string, place: Place): string;
  isTrue(condition: string | undefined): boolean;
  /** The resources of a type that exist under their conditions. */
  resourcesOf(type: string): Resource[];
}

const PARTITION = "aws";
const URL_SUFFIX = "amazonaws.com";
const DEPTH_MAX = 64;

/** A value that the stack does not know, named so that its author finds it. */
export function unsupported(place: Place, problem: string): EmbeddedError {
  return new EmbeddedError("TEMPLATE_UNSUPPORTED", `${place}: ${problem}`, { place, problem });
}

/** Check the type of every resource of a template. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` for one outside the closed list. */
export function checkResourceTypes(template: Template): void {
  for (const { logicalId, type } of template.resources.values()) {
    if (RESOURCE_TYPES[type] === undefined && !TYPES_WITHOUT_EFFECT.has(type)) {
      throw unsupported(`${logicalId} (${type})`, "this resource type is not one that the embedded stack knows. Remove it from the local stack, or run the stack on LocalStack or AWS.");
    }
  }
}

/** Build the resolver of a template as seen through `world`. */
export function createResolver(template: Template, world: World): Resolver {
  const pseudo: Readonly<Record<string, string | undefined>> = {
    "AWS::Region": world.regionName,
    "AWS::AccountId": world.accountId,
    "AWS::Partition": PARTITION,
    "AWS::URLSuffix": URL_SUFFIX,
    "AWS::StackName": template.stackName,
    "AWS::StackId": `arn:${PARTITION}:cloudformation:${world.regionName}:${world.accountId}:stack/${template.stackName}/local`,
  };
  let depth = 0;

  const placeOf = ({ logicalId, type }: Resource): Place => `${logicalId} (${type})`;

  const contextOf = (resource: Resource): NameContext => ({
    name: nameOf(resource),
    logicalId: resource.logicalId,
    regionName: world.regionName,
    accountId: world.accountId,
    partition: PARTITION,
    urlSuffix: URL_SUFFIX,
    endpoints: world.endpoints,
  });

  const nameOf = (resource: Resource): string => {
    const property = RESOURCE_TYPES[resource.type]?.nameProperty;
    const given = property === undefined ? undefined : resource.properties[property];
    const resolved = given === undefined ? undefined : resolve(given, `${placeOf(resource)} ${property}`);
    if (typeof resolved === "string") return resolved;
    const name = `${template.stackName}-${resource.logicalId}`;
    return resource.type === "AWS::S3::Bucket" ? name.toLowerCase().replace(/[^a-z0-9-]/g, "-").slice(0, 63) : name;
  };

  const refOf = (resource: Resource): string => {
    const known = RESOURCE_TYPES[resource.type];
    if (known !== undefined) return known.ref(contextOf(resource));
    return resource.type === "AWS::SNS::Topic" ? attributeWithoutEffect(resource, "TopicArn") : nameOf(resource);
  };

  /** Of a resource that does nothing here, only names and ARNs are known. */
  const attributeWithoutEffect = (resource: Resource, attribute: string): string =>
    attribute.endsWith("Arn")
      ? `arn:${PARTITION}:${(resource.type.split("::")[1] ?? "").toLowerCase()}:${world.regionName}:${world.accountId}:${nameOf(resource)}`
      : nameOf(resource);

  const attributeOf = (resource: Resource, attribute: string, place: Place): string => {
    const known: ResourceType | undefined = RESOURCE_TYPES[resource.type];
    if (known === undefined) return attributeWithoutEffect(resource, attribute);
    const naming = known.attributes[attribute];
    if (naming === undefined) throw unsupported(place, `the attribute ${attribute} of ${placeOf(resource)} is not known.`);
    return naming(contextOf(resource));
  };

  const requireResource = (logicalId: string, place: Place): Resource => {
    const resource = template.resources.get(logicalId);
    if (resource === undefined) throw unsupported(place, `refers to ${logicalId}, which is neither a resource, a parameter nor a known pseudo parameter.`);
    return resource;
  };

  const refer = (name: string, place: Place): Json | undefined => {
    if (name === "AWS::NoValue") return undefined;
    const value = pseudo[name];
    if (value !== undefined) return value;
    const parameter = template.parameters.get(name);
    if (parameter === undefined) return refOf(requireResource(name, place));
    if (parameter.defaultValue === undefined) throw unsupported(place, `the parameter ${name} has no default.`);
    return parameter.defaultValue;
  };

  const text = (value: Json, place: Place): string => {
    const resolved = resolve(value, place);
    if (typeof resolved === "string" || typeof resolved === "number" || typeof resolved === "boolean") return String(resolved);
    throw unsupported(place, "a text was expected.");
  };

  const list = (value: Json, place: Place): Json[] => {
    const resolved = resolve(value, place);
    if (Array.isArray(resolved)) return resolved;
    throw unsupported(place, "a list was expected.");
  };

  const substitute = (argument: Json, place: Place): string => {
    const [pattern, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, Json>];
    return pattern.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== "") return `\${${name}}`;
      const variable = variables[name];
      if (variable !== undefined) return text(variable, place);
      const dot = name.indexOf(".");
      return dot === -1 ? text({ Ref: name }, place) : attributeOf(requireResource(name.slice(0, dot), place), name.slice(dot + 1), place);
    });
  };

  const isTrue = (condition: string | undefined): boolean => {
    if (condition === undefined) return true;
    const expression = template.conditions.get(condition);
    if (expression === undefined) throw unsupported(`Conditions ${condition}`, "is not defined.");
    return resolve(expression, `Conditions ${condition}`) === true;
  };

  const intrinsics: Readonly<Record<string, (argument: Json, place: Place) => Json | undefined>> = {
    Ref: (argument, place) => refer(String(argument), place),
    Condition: (argument) => isTrue(String(argument)),
    "Fn::GetAtt": (argument, place) => {
      const [logicalId, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
      return attributeOf(requireResource(String(logicalId), place), text(attribute ?? null, place), place);
    },
    "Fn::Join": (argument, place) => {
      const [separator, parts] = argument as [string, Json];
      return list(parts, place).map((part) => text(part, place)).join(separator);
    },
    "Fn::Sub": substitute,
    "Fn::Select": (argument, place) => {
      const [index, values] = argument as [Json, Json];
      const value = list(values, place)[Number(text(index, place))];
      if (value === undefined) throw unsupported(place, "Fn::Select has no such element.");
      return value;
    },
    "Fn::Split": (argument, place) => {
      const [separator, value] = argument as [string, Json];
      return text(value, place).split(separator);
    },
    "Fn::If": (argument, place) => {
      const [condition, whenTrue, whenFalse] = argument as [string, Json, Json];
      return resolve(isTrue(condition) ? whenTrue : whenFalse, place);
    },
    "Fn::Equals": (argument, place) => {
      const [left, right] = argument as [Json, Json];
      return text(left, place) === text(right, place);
    },
    "Fn::Not": (argument, place) => list(argument, place)[0] !== true,
    "Fn::And": (argument, place) => list(argument, place).every((one) => one === true),
    "Fn::Or": (argument, place) => list(argument, place).some((one) => one === true),
  };

  const resolve = (value: Json, place: Place): Json | undefined => {
    if (value === null || typeof value !== "object") return value;
    if (depth >= DEPTH_MAX) throw unsupported(place, "is nested too deeply, or refers to itself.");
    depth += 1;
    try {
      if (Array.isArray(value)) return value.map((one) => resolve(one, place)).filter((one) => one !== undefined);
      const [[name, argument] = [], ...others] = Object.entries(value);
      if (name !== undefined && argument !== undefined && others.length === 0 && (name === "Ref" || name.startsWith("Fn::") || (name === "Condition" && typeof argument === "string"))) {
        const evaluate = intrinsics[name];
        if (evaluate === undefined) throw unsupported(place, `the intrinsic ${name} is not one that the embedded stack knows.`);
        return evaluate(argument, place);
      }
      const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, `${place}.${key}`)] as const);
      return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
    } finally {
      depth -= 1;
    }
  };

  return {
    resolve,
    nameOf,
    refOf,
    attributeOf,
    isTrue,
    properties(resource) {
      const known = RESOURCE_TYPES[resource.type] as ResourceType;
      const properties: Record<string, Json> = {};
      for (const [name, value] of Object.entries(resource.properties)) {
        const place = `${placeOf(resource)} ${name}`;
        if (known.withoutEffect.includes(name)) continue;
        if (!known.honoured.includes(name)) throw unsupported(place, "this property is not one that the embedded stack knows.");
        const resolved = resolve(value, place);
        if (resolved !== undefined) properties[name] = resolved;
      }
      return properties;
    },
    resourcesOf: (type) => [...template.resources.values()].filter((resource) => resource.type === type && isTrue(resource.condition)),
  };
}
