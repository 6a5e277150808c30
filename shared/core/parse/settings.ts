/** The formats that a line can be of. Settings may pin one; `auto` lets each line's first bytes decide. */
export const LINE_FORMATS = ["access", "alb", "elb", "s3", "json", "app"] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** What a source fixes for the parsing of its logs. Part of the job's identity: other settings are another job. */
export interface ParseSettings {
  format: LineFormat | "auto";
  /** `UTC`, a fixed offset `±HH:MM`, or an IANA zone: for times that name none. */
  timeZone: string;
  /** Aliases to ask before the built-in ones, by field; `parent.key` looks one level down. */
  jsonAliases: Readonly<Partial<Record<JsonField, readonly string[]>>>;
}

/** Fields that aliases of JSON lines can be given for. A duration alias is in ms unless its name says otherwise (`_s`, `_us`, `_ns`). */
export const JSON_FIELDS = ["time", "level", "status", "duration", "bytes", "method", "route", "service", "host"] as const;
export type JsonField = (typeof JSON_FIELDS)[number];

/** What every line of a job is judged by, besides its own bytes. */
export interface JobConstants {
  settings: ParseSettings;
  /** LastModified of the object or mtime of the file, epoch ms: the year of times that name none. */
  referenceTimeMs: number;
}

/** The settings of a source that sets nothing. */
export const DEFAULT_PARSE_SETTINGS: ParseSettings = { format: "auto", timeZone: "UTC", jsonAliases: {} };
