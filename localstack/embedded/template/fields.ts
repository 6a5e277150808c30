import { unsupported } from "./unsupported.ts";
import type { Json } from "./template.ts";

/** Reads typed fields of an evaluated object, and refuses the ones that nobody asked for. */
export interface Fields {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string, fallback: number): number;
  optionalNumber(name: string): number | undefined;
  flag(name: string, fallback: boolean): boolean;
  texts(name: string): string[];
  /** The fields of the object `name`; an absent one is empty. */
  fields(name: string): Fields;
  has(name: string): boolean;
  /** The fields of each object of the list `name`; an absent one is empty. */
  list(name: string): Fields[];
  value(name: string): Json | undefined;
  /** Refuse every field that was never read. Call it when all known ones are. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`. */
  refuseOthers(): void;
  readonly place: string;
}

/** Wrap `value`, an evaluated object that stands at `place`. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` when a field has not the type asked for. */
export function readFields(value: Json | undefined, place: string): Fields {
  if (value !== undefined && (value === null || typeof value !== "object" || Array.isArray(value))) throw unsupported(place, "an object was expected.");
  const object = value ?? {};
  const read = new Set<string>();
  const get = (name: string): Json | undefined => {
    read.add(name);
    return object[name];
  };
  const optionalText = (name: string): string | undefined => {
    const one = get(name);
    if (one === undefined) return undefined;
    if (typeof one !== "string" && typeof one !== "number") throw unsupported(`${place} ${name}`, "a text was expected.");
    return String(one);
  };
  const optionalNumber = (name: string): number | undefined => {
    const one = get(name);
    if (one === undefined) return undefined;
    const number = typeof one === "number" ? one : Number(typeof one === "string" && one !== "" ? one : Number.NaN);
    if (Number.isNaN(number)) throw unsupported(`${place} ${name}`, "a number was expected.");
    return number;
  };
  const values = (name: string): Json[] => {
    const one = get(name) ?? [];
    if (!Array.isArray(one)) throw unsupported(`${place} ${name}`, "a list was expected.");
    return one;
  };
  return {
    place,
    text(name) {
      const one = optionalText(name);
      if (one === undefined) throw unsupported(`${place} ${name}`, "is missing.");
      return one;
    },
    optionalText,
    number: (name, fallback) => optionalNumber(name) ?? fallback,
    optionalNumber,
    flag(name, fallback) {
      const one = get(name) ?? fallback;
      if (one !== true && one !== false && one !== "true" && one !== "false") throw unsupported(`${place} ${name}`, "true or false was expected.");
      return one === true || one === "true";
    },
    texts: (name) => values(name).map(String),
    fields: (name) => readFields(get(name), `${place} ${name}`),
    has: (name) => object[name] !== undefined,
    list: (name) => values(name).map((one, index) => readFields(one, `${place} ${name}[${index}]`)),
    value: get,
    refuseOthers() {
      for (const name of Object.keys(object)) if (!read.has(name)) throw unsupported(`${place} ${name}`, "this property is not one that the embedded stack knows.");
    },
  };
}
