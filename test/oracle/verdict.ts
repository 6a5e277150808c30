/** The formats that a line can have. */
export const ORACLE_FORMATS = ["access", "alb", "elb", "s3", "w3c", "syslog", "apache-error", "json", "logfmt", "app", "pattern"] as const;
export type OracleFormat = (typeof ORACLE_FORMATS)[number];

/** The closed list of reasons for rejection. */
export type OracleReason = "no-format" | "bad-json" | "no-timestamp" | "bad-timestamp" | "bad-field" | "too-long" | "continuation";

/** What a record says; null where the line does not say it. Route, service and host are as the document shows them. */
export type OracleFields = {
  timestampMs: number;
  level: string | null;
  status: number | null;
  durationUs: number | null;
  bytes: number | null;
  method: string | null;
  route: string | null;
  service: string | null;
  host: string | null;
};

/** What docs/formats.md says of one line. */
export type OracleVerdict =
  | { verdict: "record"; format: OracleFormat; fields: OracleFields }
  | { verdict: "rejected"; reason: OracleReason }
  | { verdict: "blank" }
  | { verdict: "comment" };

/** Names of the fields that a source's settings may give aliases of their own. */
export type OracleAliasField = "time" | "level" | "status" | "duration" | "bytes" | "method" | "route" | "service" | "host";

/** The job's constants: what a verdict depends on beside the line's bytes. */
export type OracleOptions = {
  /** A fixed offset (`+03:30`) or an IANA zone for times without one; UTC when absent. */
  timeZone?: string | undefined;
  /** The format that the settings pin; each line by its first bytes when absent or `auto`. */
  format?: OracleFormat | "auto" | undefined;
  /** How lines look that are asked about before any format is; none when absent or null. */
  pattern?: string | null | undefined;
  /** LastModified or mtime. */
  referenceTimeMs?: number | undefined;
  /** The `#Fields` line that counts for the object; looked for in the content when absent. */
  fieldsHeader?: string | undefined;
  /** Keys that are tried before the listed aliases. */
  jsonAliases?: Partial<Record<OracleAliasField, readonly string[]>> | undefined;
  /** How lines within the line are read. */
  within?: OracleWithin | undefined;
};

/** What a line says beside its time; what it does not say is missing. */
export type Said = Partial<Omit<OracleFields, "timestampMs">>;

/** How texts are read that may be lines themselves. */
export type OracleWithin = {
  /** A line that a container's runtime or a collector put a time before. */
  contained: (text: string, timestampMs: number) => Said;
  /** A message that is a line itself, perhaps begun with a time; null for one that is none. */
  message: (text: string) => Said | null;
  /** A line without a time of its own. */
  undated: (text: string, timestampMs: number) => Said;
};

/** Fields without the time and without those that are absent. */
export function said(fields: Partial<OracleFields>): Said {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => name !== "timestampMs" && value !== null));
}

/** The fields of a line and what the line within it says: that counts, but for host, service and level where there are others. */
export function withSaid<T extends Partial<OracleFields>>(own: T, within: Said): T {
  const { level, service, host, ...others } = within;
  const names = Object.entries({ level, service, host }).filter(([name, value]) => value !== undefined && (own[name as "level"] ?? null) === null);
  return { ...own, ...others, ...Object.fromEntries(names) };
}

/** A rejected line. */
export function reject(reason: OracleReason): OracleVerdict {
  return { verdict: "rejected", reason };
}

/** A record of which nothing is known but what `fields` says. */
export function record(format: OracleFormat, fields: Partial<OracleFields> & { timestampMs: number }): OracleVerdict {
  const nothing = { level: null, status: null, durationUs: null, bytes: null, method: null, route: null, service: null, host: null };
  return { verdict: "record", format, fields: { ...nothing, ...fields } };
}
