import { RESOURCE_TYPES, type NameContext } from "./resource-types.ts";
import type { Json, Resource, Template } from "./template.ts";
import { unsupported, type Place } from "./unsupported.ts";

const PARTITION = "aws";
const URL_SUFFIX = "amazonaws.com";
const BUCKET_NAME_CHARACTERS_MAX = 63;

/** What the pseudo parameters and names of a stack are made of. */
export interface World {
  regionName: string;
  accountId: string;
  endpoints: NameContext["endpoints"];
}

/** What resources are called. */
export interface ResourceNames {
  /** The physical name of a resource: its own or one made of the stack's name, the same on every start. */
  nameOf(resource: Resource): string;
  /** What `Ref` gives. */
  refOf(resource: Resource): string;
  /** What `Fn::GetAtt` gives. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` for an attribute that the type does not list. */
  attributeOf(resource: Resource, attribute: string, place: Place): string;
  /** The value of a pseudo parameter such as `AWS::Region`; undefined for another name. */
  pseudoParameter(name: string): string | undefined;
}

/** A resource as errors name it. */
export function placeOf({ logicalId, type }: Resource): Place {
  return `${logicalId} (${type})`;
}

/** The names of a template's resources. `resolve` evaluates a name that the template gives as an intrinsic. */
export function createResourceNames({ stackName }: Template, world: World, resolve: (value: Json, place: Place) => Json | undefined): ResourceNames {
  const { regionName, accountId, endpoints } = world;
  const pseudoParameters: Readonly<Record<string, string>> = {
    "AWS::Region": regionName,
    "AWS::AccountId": accountId,
    "AWS::Partition": PARTITION,
    "AWS::URLSuffix": URL_SUFFIX,
    "AWS::StackName": stackName,
    "AWS::StackId": `arn:${PARTITION}:cloudformation:${regionName}:${accountId}:stack/${stackName}/local`,
  };

  const nameOf = (resource: Resource): string => {
    const property = RESOURCE_TYPES[resource.type]?.nameProperty;
    const given = property === undefined ? undefined : resource.properties[property];
    const resolved = given === undefined ? undefined : resolve(given, `${placeOf(resource)} ${property}`);
    if (typeof resolved === "string") return resolved;
    const name = `${stackName}-${resource.logicalId}`;
    if (resource.type !== "AWS::S3::Bucket") return name;
    return name
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, "-")
      .slice(0, BUCKET_NAME_CHARACTERS_MAX);
  };

  const contextOf = (resource: Resource): NameContext => ({
    name: nameOf(resource),
    logicalId: resource.logicalId,
    regionName,
    accountId,
    partition: PARTITION,
    urlSuffix: URL_SUFFIX,
    endpoints,
  });

  /** Of a resource that does nothing here, only names and ARNs are known. */
  const attributeWithoutEffect = (resource: Resource, attribute: string): string => {
    const service = (resource.type.split("::")[1] ?? "").toLowerCase();
    return attribute.endsWith("Arn") ? `arn:${PARTITION}:${service}:${regionName}:${accountId}:${nameOf(resource)}` : nameOf(resource);
  };

  return {
    nameOf,
    refOf(resource) {
      const known = RESOURCE_TYPES[resource.type];
      if (known !== undefined) return known.ref(contextOf(resource));
      return resource.type === "AWS::SNS::Topic" ? attributeWithoutEffect(resource, "TopicArn") : nameOf(resource);
    },
    attributeOf(resource, attribute, place) {
      const known = RESOURCE_TYPES[resource.type];
      if (known === undefined) return attributeWithoutEffect(resource, attribute);
      const naming = known.attributes[attribute];
      if (naming === undefined) throw unsupported(place, `the attribute ${attribute} of ${placeOf(resource)} is not known.`);
      return naming(contextOf(resource));
    },
    pseudoParameter: (name) => pseudoParameters[name],
  };
}
