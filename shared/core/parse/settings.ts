/** The formats that a line can be of. Settings may pin one; `auto` lets each line's first bytes decide. */
export const LINE_FORMATS = ["access", "alb", "elb", "s3", "w3c", "syslog", "apache-error", "json", "logfmt", "app", "pattern"] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** What a source fixes for the parsing of its logs. Part of the job's identity: other settings are another job. */
export interface ParseSettings {
  format: LineFormat | "auto";
  /** `UTC`, a fixed offset `±HH:MM`, or an IANA zone: for times that name none. */
  timeZone: string;
  /** How lines look that no format knows, as `pattern-language.ts` defines it: asked before all formats, or alone where `format` is `pattern`. Null for none. */
  pattern: string | null;
  /** Aliases to ask before the built-in ones, by field; `parent.key` looks one level down. */
  jsonAliases: Readonly<Partial<Record<JsonField, readonly string[]>>>;
}

/** Fields that aliases of JSON lines can be given for. A duration alias is in ms unless its name says otherwise (`_s`, `_us`, `_ns`). */
export const JSON_FIELDS = ["time", "level", "status", "duration", "bytes", "method", "route", "service", "host"] as const;
export type JsonField = (typeof JSON_FIELDS)[number];

/** Fields that are read from columns of W3C extended lines. */
export const W3C_COLUMNS = ["status", "duration", "bytes", "method", "path", "service", "host"] as const;
export type W3cColumn = (typeof W3C_COLUMNS)[number];

/** Where an object's `#Fields` header has the columns that are read, counted from 0; columns 0 and 1 are date and time. Small, because a job carries it. */
export type W3cColumns = Readonly<Partial<Record<W3cColumn, number>>> & {
  /** Whether a number of the duration is in ms; it is in seconds unless this says so. */
  readonly isMilliseconds?: true;
};

/** What every line of a job is judged by, besides its own bytes. */
export interface JobConstants {
  settings: ParseSettings;
  /** LastModified of the object or mtime of the file, epoch ms: the year of times that name none. */
  referenceTimeMs: number;
  /** From the object's first `#Fields` header; absent when it has none. */
  columns?: W3cColumns;
}

/** The settings of a source that sets nothing. */
export const DEFAULT_PARSE_SETTINGS: ParseSettings = { format: "auto", timeZone: "UTC", pattern: null, jsonAliases: {} };
