import type { Json } from "./template.ts";
import { unsupported, type Place } from "./unsupported.ts";

/** What the intrinsics need of the template around them. */
export interface Evaluator {
  resolve(value: Json, place: Place): Json | undefined;
  refer(name: string, place: Place): Json | undefined;
  attribute(logicalId: string, attribute: string, place: Place): string;
  isTrue(condition: string): boolean;
}

/** The value of one intrinsic for its argument; undefined for `AWS::NoValue`. */
export type Intrinsic = (argument: Json, place: Place) => Json | undefined;

/** The closed list of intrinsics, by name. Source: AWS CloudFormation user guide, "Intrinsic function reference". */
export function createIntrinsics({ resolve, refer, attribute, isTrue }: Evaluator): Readonly<Record<string, Intrinsic>> {
  const text = (value: Json | undefined, place: Place): string => {
    const resolved = value === undefined ? undefined : resolve(value, place);
    if (typeof resolved === "string" || typeof resolved === "number" || typeof resolved === "boolean") return String(resolved);
    throw unsupported(place, "a text was expected.");
  };
  const list = (value: Json | undefined, place: Place): Json[] => {
    const resolved = value === undefined ? undefined : resolve(value, place);
    if (Array.isArray(resolved)) return resolved;
    throw unsupported(place, "a list was expected.");
  };
  /** The arguments themselves, before any is evaluated. */
  const parts = (argument: Json, place: Place): Json[] => {
    if (Array.isArray(argument)) return argument;
    throw unsupported(place, "a list of arguments was expected.");
  };

  const substitute = (argument: Json, place: Place): string => {
    const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return text(pattern, place).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== "") return `\${${name}}`;
      const variable = (variables as Record<string, Json>)[name];
      if (variable !== undefined) return text(variable, place);
      const dot = name.indexOf(".");
      return dot === -1 ? text(refer(name, place), place) : attribute(name.slice(0, dot), name.slice(dot + 1), place);
    });
  };

  return {
    Ref: (argument, place) => refer(text(argument, place), place),
    Condition: (argument, place) => isTrue(text(argument, place)),
    "Fn::GetAtt": (argument, place) => {
      const [logicalId, name] = Array.isArray(argument) ? argument : text(argument, place).split(/\.(.*)/s);
      return attribute(text(logicalId, place), text(name, place), place);
    },
    "Fn::Join": (argument, place) => {
      const [separator, values] = parts(argument, place);
      return list(values, place)
        .map((value) => text(value, place))
        .join(text(separator, place));
    },
    "Fn::Sub": substitute,
    "Fn::Select": (argument, place) => {
      const [index, values] = parts(argument, place);
      const value = list(values, place)[Number(text(index, place))];
      if (value === undefined) throw unsupported(place, "Fn::Select has no such element.");
      return value;
    },
    "Fn::Split": (argument, place) => {
      const [separator, value] = parts(argument, place);
      return text(value, place).split(text(separator, place));
    },
    "Fn::If": (argument, place) => {
      const [condition, whenTrue, whenFalse] = parts(argument, place);
      return resolve((isTrue(text(condition, place)) ? whenTrue : whenFalse) ?? null, place);
    },
    "Fn::Equals": (argument, place) => {
      const [left, right] = parts(argument, place);
      return text(left, place) === text(right, place);
    },
    "Fn::Not": (argument, place) => list(argument, place)[0] !== true,
    "Fn::And": (argument, place) => list(argument, place).every((one) => one === true),
    "Fn::Or": (argument, place) => list(argument, place).some((one) => one === true),
  };
}
