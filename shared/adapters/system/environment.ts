import { InputError } from "../../core/errors.ts";

/** How to read one variable: its name and what its text means. `parse` gets undefined for an unset or empty one and throws a sentence's end. */
export interface Variable<Value> {
  name: string;
  parse(text: string | undefined): Value;
}

type Values<Variables> = { [Key in keyof Variables]: Variables[Key] extends Variable<infer Value> ? Value : never };

/** Text that must be there. */
export function text(name: string): Variable<string> {
  return {
    name,
    parse(value) {
      if (value === undefined) throw new Error("is not set");
      return value;
    },
  };
}

/** A whole number of at least 1, in decimal digits. */
export function positiveInteger(name: string): Variable<number> {
  return integerFrom(name, 1);
}

/** A whole number of at least 0, in decimal digits. */
export function naturalNumber(name: string): Variable<number> {
  return integerFrom(name, 0);
}

/** Undefined when the variable is unset or empty. */
export function optional<Value>(variable: Variable<Value>): Variable<Value | undefined> {
  return { name: variable.name, parse: (value) => (value === undefined ? undefined : variable.parse(value)) };
}

/**
 * The values of all variables, for a function's cold start.
 * @throws InputError `BAD_CONFIG` that names every variable that is missing or malformed.
 */
export function readEnvironment<const Variables extends Record<string, Variable<unknown>>>(environment: NodeJS.ProcessEnv, variables: Variables): Values<Variables> {
  const faults: string[] = [];
  const read = Object.entries(variables).map(([key, { name, parse }]) => {
    try {
      return [key, parse(environment[name] === "" ? undefined : environment[name])];
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`);
      return [key, undefined];
    }
  });
  if (faults.length > 0) throw new InputError("BAD_CONFIG", `the environment is not complete: ${faults.join("; ")}`, { faults: faults.length });
  return Object.fromEntries(read) as Values<Variables>;
}

function integerFrom(name: string, min: number): Variable<number> {
  return {
    name,
    parse(value) {
      if (value === undefined) throw new Error("is not set");
      const number = Number(value);
      if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < min) throw new Error(`is ${JSON.stringify(value)}, not a whole number of at least ${min}`);
      return number;
    },
  };
}
