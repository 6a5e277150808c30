import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Attributes = Record<string, AttributeValue>;

/** What an expression is evaluated against. */
export interface Scope {
  item: Attributes;
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, AttributeValue>>;
}

type Operand = (scope: Scope) => AttributeValue | undefined;
type Condition = (scope: Scope) => boolean;
type Change = (scope: Scope, next: Attributes) => void;

const TOKEN = /\s*(<=|>=|<>|[=<>(),.]|[#:]?\w+)/y;
const conditions = new Map<string, Condition>();
const updates = new Map<string, Change>();

/** Whether a condition holds. Of DynamoDB's grammar as much as the product's adapters use; the contract suite of the stores holds it to the rest. */
export function holds(text: string, scope: Scope): boolean {
  return cached(conditions, text, () => {
    const reader = read(text);
    const condition = parseOr(reader);
    reader.end();
    return condition;
  })(scope);
}

/** The item after an update. */
export function applyUpdate(text: string, scope: Scope): Attributes {
  const next = { ...scope.item };
  cached(updates, text, () => parseUpdate(read(text)))(scope, next);
  return next;
}

function cached<Value>(map: Map<string, Value>, text: string, make: () => Value): Value {
  const known = map.get(text) ?? make();
  map.set(text, known);
  return known;
}

interface Reader {
  peek(): string | undefined;
  next(): string;
  take(token: string): boolean;
  expect(token: string): void;
  end(): void;
}

function read(text: string): Reader {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1]!);
  let at = 0;
  const fail = (): never => {
    throw new Error(`not an expression that the bench knows: ${text}, at ${tokens[at] ?? "its end"}`);
  };
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  return {
    peek: () => tokens[at],
    next: () => tokens[at++] ?? fail(),
    take,
    expect: (token) => void (take(token) || fail()),
    end: () => void (at < tokens.length && fail()),
  };
}

function parseOr(reader: Reader): Condition {
  const parts = [parseAnd(reader)];
  while (reader.take("OR")) parts.push(parseAnd(reader));
  return (scope) => parts.some((part) => part(scope));
}

function parseAnd(reader: Reader): Condition {
  const parts = [parseNot(reader)];
  while (reader.take("AND")) parts.push(parseNot(reader));
  return (scope) => parts.every((part) => part(scope));
}

function parseNot(reader: Reader): Condition {
  if (reader.take("NOT")) {
    const negated = parseNot(reader);
    return (scope) => !negated(scope);
  }
  if (reader.take("(")) {
    const inner = parseOr(reader);
    reader.expect(")");
    return inner;
  }
  for (const name of ["attribute_exists", "attribute_not_exists", "contains", "begins_with"] as const) {
    if (!reader.take(name)) continue;
    reader.expect("(");
    const operand = parseOperand(reader);
    const argument = reader.take(",") ? parseOperand(reader) : undefined;
    reader.expect(")");
    if (name === "attribute_exists") return (scope) => operand(scope) !== undefined;
    if (name === "attribute_not_exists") return (scope) => operand(scope) === undefined;
    if (name === "begins_with") return (scope) => operand(scope)?.S?.startsWith(argument!(scope)?.S ?? "\0") === true;
    return (scope) => operand(scope)?.NS?.includes(argument!(scope)?.N ?? "") === true;
  }
  return parseComparison(reader);
}

function parseComparison(reader: Reader): Condition {
  const left = parseOperand(reader);
  const operator = reader.next();
  if (operator === "IN") {
    reader.expect("(");
    const list = [parseOperand(reader)];
    while (reader.take(",")) list.push(parseOperand(reader));
    reader.expect(")");
    return (scope) => list.some((one) => compare(left(scope), one(scope)) === 0);
  }
  const right = parseOperand(reader);
  if (operator === "BETWEEN") {
    reader.expect("AND");
    const upper = parseOperand(reader);
    return (scope) => (compare(left(scope), right(scope)) ?? -1) >= 0 && (compare(left(scope), upper(scope)) ?? 1) <= 0;
  }
  const isTrue: Record<string, (order: number | undefined) => boolean> = {
    "=": (order) => order === 0,
    "<>": (order) => order !== 0,
    "<": (order) => order !== undefined && order < 0,
    "<=": (order) => order !== undefined && order <= 0,
    ">": (order) => order !== undefined && order > 0,
    ">=": (order) => order !== undefined && order >= 0,
  };
  const test = isTrue[operator];
  if (test === undefined) throw new Error(`not an operator that the bench knows: ${operator}`);
  return (scope) => test(compare(left(scope), right(scope)));
}

/** Negative, 0 or positive; undefined where the two are of different types or one is absent. */
function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  if (a?.S !== undefined && b?.S !== undefined) return a.S < b.S ? -1 : a.S > b.S ? 1 : 0;
  return undefined;
}

function parseOperand(reader: Reader): Operand {
  const token = reader.next();
  if (token.startsWith(":")) return ({ values }) => values[token];
  if (token === "if_not_exists") {
    reader.expect("(");
    const path = parseOperand(reader);
    reader.expect(",");
    const fallback = parseOperand(reader);
    reader.expect(")");
    return (scope) => path(scope) ?? fallback(scope);
  }
  const path = [token];
  while (reader.take(".")) path.push(reader.next());
  return ({ item, names }) => path.reduce<AttributeValue | undefined>((value, name) => value?.M?.[names[name] ?? name], { M: item });
}

function parseUpdate(reader: Reader): Change {
  const changes: Change[] = [];
  while (reader.peek() !== undefined) {
    const section = reader.next();
    do changes.push(parseChange(section, reader));
    while (reader.take(","));
  }
  return (scope, next) => {
    for (const change of changes) change(scope, next);
  };
}

function parseChange(section: string, reader: Reader): Change {
  const token = reader.next();
  const nameIn = ({ names }: Scope): string => names[token] ?? token;
  if (section === "REMOVE") return (scope, next) => void delete next[nameIn(scope)];
  if (section === "SET") {
    reader.expect("=");
    const value = parseOperand(reader);
    return (scope, next) => void (next[nameIn(scope)] = value(scope)!);
  }
  const operand = parseOperand(reader);
  if (section !== "ADD" && section !== "DELETE") throw new Error(`not a section that the bench knows: ${section}`);
  return (scope, next) => {
    const name = nameIn(scope);
    const [had, given] = [new Set(next[name]?.NS), operand(scope)?.NS ?? []];
    for (const member of given)
      if (section === "ADD") had.add(member);
      else had.delete(member);
    if (had.size === 0) delete next[name];
    else next[name] = { NS: [...had] };
  };
}
