/** A JSON Schema, as OpenAPI 3.1 has it. Source: JSON Schema draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const text = (description?: string): Schema => ({ type: "string", ...(description === undefined ? {} : { description }) });
export const choice = (values: readonly string[]): Schema => ({ type: "string", enum: values });
export const count: Schema = { type: "integer", minimum: 0 };
export const amount: Schema = { type: "number", minimum: 0 };
export const exact: Schema = { type: "integer", minimum: 0, description: "Exact, also past 2^53: read it with a parser that keeps all digits." };
export const instant: Schema = { type: "string", format: "date-time" };
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
export const list = (items: Schema): Schema => ({ type: "array", items });
export const counts = (description: string): Schema => ({ type: "object", additionalProperties: count, description });
/** An object with these members; those whose names end in `?` may be absent. */
export const object = (members: Record<string, Schema>): Schema => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace("?", ""), schema])),
  required: Object.keys(members).filter((name) => !name.endsWith("?")),
});
