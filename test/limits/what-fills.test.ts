import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GAPS, LIMITS } from "../../cli/render/warnings.ts";
import { PROBLEMS } from "../../shared/contracts/api.ts";
import { SCHEMAS } from "../../shared/contracts/openapi-schemas.ts";
import { AGGREGATE_LIMITS } from "../../shared/core/aggregate/aggregate-limits.ts";
import { finalizeLimits, type LimitDocument } from "../../shared/core/aggregate/finalize-summary.ts";
import { createRangeAggregate } from "../../shared/core/aggregate/range-aggregate.ts";
import { decodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import * as limitsModule from "../../shared/core/limits.ts";
import { emptyLineFields, type TextField } from "../../shared/core/parse/line-fields.ts";
import { REJECT_REASONS } from "../../shared/core/parse/verdict.ts";
import { replaceSection } from "../simulation/report-section.ts";
import { listFiles } from "../tidy/source-files.ts";
import { WHAT_FILLS, type Says } from "./what-fills.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const DOCUMENT = join(ROOT, "docs", "limits.md");
const limits: Readonly<Record<keyof typeof limitsModule, number>> = { ...limitsModule };
const START_MS = Date.UTC(2026, 10, 21);
const MINUTE_MS = 60_000;
const entries = Object.entries(WHAT_FILLS) as [keyof typeof limits, Says][];
const productSources = listFiles().filter((path) => /^(shared|functions)\/.*\.ts$/.test(path) && !path.includes(".test"));
const isInProduct = (text: string): boolean => productSources.some((path) => readFileSync(join(ROOT, path), "utf8").includes(text));

interface Filling {
  minute?: number;
  route?: string;
  service?: string;
  host?: string;
  level?: string;
  method?: string;
}

/** The limits that a document names of these records, where two keys, names and windows fit. */
function limitsOf(records: readonly Filling[]): LimitDocument[] {
  const two = { ...AGGREGATE_LIMITS, trackedKeysMax: 2, levelNamesMax: 2, methodNamesMax: 2, windowsMax: 2 };
  const aggregate = createRangeAggregate({ keepsSampleText: false }, two);
  const fields = emptyLineFields();
  const set = (field: TextField, text = ""): void => {
    const bytes = new TextEncoder().encode(text);
    Object.assign(field, { bytes, start: 0, end: bytes.length });
  };
  records.forEach(({ minute = 0, route, service, host, level, method }, i) => {
    fields.timestampMs = START_MS + minute * MINUTE_MS;
    set(fields.path, route);
    set(fields.service, service);
    set(fields.host, host);
    set(fields.level, level);
    set(fields.method, method);
    aggregate.record(fields, i * 100, 99, new Uint8Array(99), 0);
  });
  return finalizeLimits(decodeSummary(aggregate.finish().summary, two));
}

const NAMES = ["A", "B", "C", "D", "E"];
const LONG = "x".repeat(limits.KEY_BYTES_MAX + 1);
/** Records that fill each limit which the document names. */
const FILLING: Record<string, Filling[]> = {
  routes: NAMES.map((name) => ({ route: `/${name}` })),
  services: NAMES.map((service) => ({ service })),
  hosts: NAMES.map((host) => ({ host })),
  levels: NAMES.map((level) => ({ level })),
  methods: NAMES.map((method) => ({ method })),
  windows: NAMES.map((_, minute) => ({ minute })),
  "long-routes": [{ route: `/${LONG}` }],
  "long-services": [{ service: LONG }],
  "long-hosts": [{ host: LONG }],
  "long-levels": [{ level: LONG.toUpperCase() }],
};

describe("every limit", () => {
  it("is here, and says what becomes of what does not fit", () => {
    expect(Object.keys(limits).filter((name) => !(name in WHAT_FILLS))).toEqual([]);
    expect(Object.keys(WHAT_FILLS).filter((name) => !(name in limits))).toEqual([]);
  });

  it("is on the page of limits with its value", () => {
    const table = [
      "| limit | value | when it is full |",
      "|---|---:|---|",
      ...entries.map(([name, says]) => `| \`${name}\` | ${limits[name].toLocaleString("en")} | ${sentence(says)} |`),
    ].join("\n");
    if (process.env["WRITE_LIMITS"] !== undefined) replaceSection(DOCUMENT, "limits", table, { readFileSync, writeFileSync });
    expect(readFileSync(DOCUMENT, "utf8"), "WRITE_LIMITS=1 npm test writes it").toContain(table);
  });

  it.each(entries.flatMap(([name, says]) => ("rejects" in says ? [{ name, reason: says.rejects }] : [])))("$name rejects with a reason that the document has", ({ reason }) => {
    expect(REJECT_REASONS).toContain(reason);
  });

  it.each(entries.flatMap(([name, says]) => ("gap" in says ? [{ name, reason: says.gap }] : [])))("$name makes a gap whose reason the command line explains", ({ reason }) => {
    expect(isInProduct(`"${reason}"`)).toBe(true);
    expect(GAPS[reason]).toBeDefined();
  });

  it.each(entries.flatMap(([name, says]) => ("problem" in says ? [{ name, code: says.problem }] : [])))("$name is answered with a code that somebody throws", ({ code }) => {
    expect(PROBLEMS[code].status).toBeGreaterThanOrEqual(400);
    expect(isInProduct(`"${code}"`)).toBe(true);
  });

  it.each(entries.flatMap(([name, says]) => ("shows" in says ? [{ name, property: says.shows }] : [])))("$name shows in a property that the API describes", ({ property }) => {
    expect(JSON.stringify(SCHEMAS)).toContain(`"${property}"`);
  });

  it.each(entries.flatMap(([name, says]) => ("defined" in says ? [{ name, ...says }] : [])))("$name is what the reference says", ({ defined, as }) => {
    expect(readFileSync(join(ROOT, defined), "utf8")).toContain(as);
  });
});

describe("a limit that the document names", () => {
  it.each(Object.keys(FILLING))("%s: says how much it dropped when it is full, and nothing else", (name) => {
    const found = limitsOf(FILLING[name]!);
    expect(found.map((limit) => limit.name)).toEqual([name]);
    expect(found[0]!.dropped).toBeGreaterThan(0);
  });

  it("is one of those that are filled here, and has a sentence of the command line", () => {
    const source = readFileSync(join(ROOT, "shared/core/aggregate/finalize-summary.ts"), "utf8");
    const named = [...source.matchAll(/\{ name: "([a-z-]+)"/g)].map(([, name]) => name!);
    expect(named.toSorted()).toEqual(Object.keys(FILLING).toSorted());
    expect([...named, "gaps"].filter((name) => LIMITS[name] === undefined)).toEqual([]);
    for (const [name, says] of entries) if ("limit" in says) expect(named, name).toContain(says.limit);
  });

  it("is not named below the limits", () => {
    expect(limitsOf([{ route: "/a", service: "s", host: "h", level: "INFO", method: "GET" }])).toEqual([]);
  });
});

/** What the page says of a limit. */
function sentence(says: Says): string {
  if ("limit" in says) return `\`limits\` of the job has \`${says.limit}\` with how much was dropped or cut; the command line says it in a sentence`;
  if ("rejects" in says) return `the line is rejected and counted as \`${says.rejects}\``;
  if ("gap" in says) return `a gap with its bytes and attempts, \`${says.gap}\`; the job ends \`complete-with-gaps\``;
  if ("problem" in says) return `${PROBLEMS[says.problem].status} \`${says.problem}\``;
  if ("pages" in says) return `\`next\`: there is another page, ${says.pages}`;
  if ("shows" in says) return `\`${says.shows}\` in the document`;
  if ("defined" in says) return `by definition: [${says.defined.slice(5)}](${says.defined.slice(5)})`;
  return `nothing is lost: ${says.otherwise}`;
}
