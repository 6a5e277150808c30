import type { Schema } from "../../shared/contracts/json-schema.ts";

type Schemas = Readonly<Record<string, Schema>>;

/** Keywords that only describe; every other one has to be understood, so that no schema is checked less than it looks. */
const ANNOTATIONS: ReadonlySet<string> = new Set(["description", "format"]);
const PREFIX = "#/components/schemas/";

/**
 * What is wrong with a value, by the part of JSON Schema that the API's document uses; nothing wrong is an empty list. Stricter than JSON Schema in one
 * point: a member that the schema does not name is wrong, unless `additionalProperties` says what it is. So no answer says what the document hides.
 */
export function checkSchema(value: unknown, schema: Schema, schemas: Schemas, path = "$"): string[] {
  return Object.entries(schema).flatMap(([keyword, wanted]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (check === undefined) return [`${path}: the keyword ${keyword} is not known to this check`];
    return check(value, wanted as never, { schema, schemas, path });
  });
}

interface Context {
  schema: Schema;
  schemas: Schemas;
  path: string;
}
type Check = (value: unknown, wanted: never, context: Context) => string[];

const KEYWORDS: Readonly<Record<string, Check>> = {
  $ref: (value, wanted: string, { schemas, path }) => {
    const schema = schemas[wanted.slice(PREFIX.length)];
    return schema === undefined ? [`${path}: ${wanted} is not there`] : checkSchema(value, schema, schemas, path);
  },
  type: (value, wanted: string | string[], { path }) =>
    [wanted].flat().some((type) => isOfType(value, type)) ? [] : [`${path}: ${JSON.stringify(value)} is no ${String(wanted)}`],
  enum: (value, wanted: unknown[], { path }) => (wanted.includes(value) ? [] : [`${path}: ${JSON.stringify(value)} is none of ${wanted.join(", ")}`]),
  const: (value, wanted: unknown, { path }) => (value === wanted ? [] : [`${path}: ${JSON.stringify(value)} is not ${String(wanted)}`]),
  minimum: (value, wanted: number, { path }) => (typeof value !== "number" || value >= wanted ? [] : [`${path}: ${value} is below ${wanted}`]),
  maximum: (value, wanted: number, { path }) => (typeof value !== "number" || value <= wanted ? [] : [`${path}: ${value} is above ${wanted}`]),
  pattern: (value, wanted: string, { path }) => (typeof value !== "string" || new RegExp(wanted, "u").test(value) ? [] : [`${path}: ${value} does not fit ${wanted}`]),
  required: (value, wanted: string[], { path }) => (isObject(value) ? wanted.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`) : []),
  properties: (value, wanted: Schemas, { schema, schemas, path }) => {
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([name, member]) => {
      const known = wanted[name];
      if (known !== undefined) return checkSchema(member, known, schemas, `${path}.${name}`);
      return "additionalProperties" in schema ? [] : [`${path}.${name} is not in the document`];
    });
  },
  additionalProperties: (value, wanted: Schema | true, { schema, schemas, path }) => {
    if (!isObject(value) || wanted === true) return [];
    const named = (schema["properties"] ?? {}) as Schemas;
    return Object.entries(value).flatMap(([name, member]) => (name in named ? [] : checkSchema(member, wanted, schemas, `${path}.${name}`)));
  },
  propertyNames: (value, wanted: Schema, { schemas, path }) => (isObject(value) ? Object.keys(value).flatMap((name) => checkSchema(name, wanted, schemas, `${path} name`)) : []),
  items: (value, wanted: Schema, { schemas, path }) => (Array.isArray(value) ? value.flatMap((item, index) => checkSchema(item, wanted, schemas, `${path}[${index}]`)) : []),
  anyOf: (value, wanted: Schema[], context) => oneFits(value, wanted, context),
  oneOf: (value, wanted: Schema[], context) => oneFits(value, wanted, context),
};

function oneFits(value: unknown, candidates: readonly Schema[], { schemas, path }: Context): string[] {
  const wrong = candidates.map((candidate) => checkSchema(value, candidate, schemas, path));
  return wrong.some((found) => found.length === 0) ? [] : wrong.flat();
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value) && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
