import { makeTarget, makeTimeMs, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** The columns of CloudFront's standard logs: 22 once, 33 now. */
const CLOUDFRONT =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id " +
  "x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port " +
  "time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";
const IIS =
  "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken";
const TOMCAT = "date time c-ip cs-method cs-uri sc-status bytes time-taken x-H(authType)";
const PROXY = "date time time-taken c-ip cs-username sc-status s-action sc-bytes cs-method cs-uri-path cs-host";

/** The columns of one log, and how a program that writes such a log separates them. */
export type W3cShape = { names: string[]; separator: "\t" | " "; hasHeader: boolean };

/** A shape of a log. */
export function makeW3cShape(random: SeededRandom): W3cShape {
  const header = random.pick([CLOUDFRONT, CLOUDFRONT, IIS, IIS, TOMCAT, PROXY]);
  const isCloudFront = header === CLOUDFRONT;
  return { names: header.split(" "), separator: isCloudFront && random.chance(0.8) ? "\t" : " ", hasHeader: !isCloudFront || random.chance(0.6) };
}

/** The `#Fields` line of a shape. */
export function makeW3cHeader(random: SeededRandom, { names }: W3cShape): string {
  return `#Fields:${random.pick([" ", "", "\t"])}${names.map((name) => (random.chance(0.1) ? name.toUpperCase() : name)).join(random.pick([" ", " ", "\t"]))}`;
}

function makeQuoted(random: SeededRandom): string {
  return random.pick(['"Mozilla/5.0 (X11; Linux)"', '"say ""hi"" twice"', '""', "Mozilla/5.0+(X11)", "-"]);
}

const VALUES: Record<string, (random: SeededRandom, isTabbed: boolean) => string> = {
  "sc-status": (random) => random.pick([...STATUSES, "-", "0", "000"]),
  "time-taken": (random) => random.pick(["-", "15", "0.036", String(random.below(5000)), (random.below(5_000_000) / 1_000_000).toFixed(3), "-1", "9007199254740993"]),
  "cs-method": (random) => random.pick([...METHODS, "-", "get"]),
  "cs-uri-stem": (random) => makeTarget(random),
  "cs-uri-path": (random) => makeTarget(random),
  "cs-uri": (random) => makeTarget(random),
  "s-sitename": (random) => random.pick(["W3SVC1", "-", "shop"]),
  "cs(User-Agent)": (random, isTabbed) => (isTabbed ? random.pick(["Mozilla/5.0%20(X11)", '"', "-", ""]) : makeQuoted(random)),
};
const NAMES = ["x-host-header", "cs-host", "cs(Host)", "s-computername"];

function makeValue(random: SeededRandom, name: string, isTabbed: boolean): string {
  const make = VALUES[name];
  if (make !== undefined) return make(random, isTabbed);
  if (name === "bytes" || name === "sc-bytes") return random.pick(["-", "0", String(random.below(100_000)), "999999999999"]);
  if (NAMES.includes(name)) return random.pick(["shop.example", "api.example", "-", "h".repeat(300), isTabbed ? "" : '"web 1"']);
  return random.pick(["-", "x", "192.0.2.1", "5"]);
}

/** A line of a log of this shape; always a record, when the shape's header stands in front, or it has none and the separator is a TAB. */
export function makeW3cLine(random: SeededRandom, { names, separator }: W3cShape): string {
  const iso = new Date(makeTimeMs(random)).toISOString();
  const time = iso.slice(11, random.pick([19, 19, 19, 23]));
  const values = names.slice(2).map((name) => makeValue(random, name, separator === "\t"));
  // Columns behind the last one that is read may be missing; more may follow.
  const shown = random.chance(0.1) && names.length > 30 ? values.slice(0, 20) : random.chance(0.1) ? [...values, "more"] : values;
  const between = separator === " " && random.chance(0.03) ? "  " : separator;
  return `${iso.slice(0, 10)}${separator}${[time, ...shown].join(between)}`;
}
