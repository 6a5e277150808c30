import { InvalidArgumentError } from "commander";
import type { SourceEntry } from "../../shared/contracts/api.ts";
import { DEFAULT_SOURCE_SETTINGS, type SourceSettings } from "../../shared/contracts/job.ts";
import { JSON_FIELDS, type JsonField } from "../../shared/core/parse/settings.ts";

/** A key of JSON lines that a field is looked up by; an empty key takes all aliases of the field away. */
export interface Alias {
  field: JsonField;
  key: string;
}

/** Words that stand for null: commander makes an empty text of a null. */
export const NO_PATTERN = "none";
export const AUTO_RANGES = "auto";

/** What of a source is to be changed; what is left out stays. */
export interface SourceChanges {
  format?: SourceSettings["format"];
  timeZone?: string;
  pattern?: string;
  rangeBytes?: number | typeof AUTO_RANGES;
  retentionDays?: number;
  prefix?: string[];
  alias?: Alias[];
}

/** `duration=elapsed_time` as an alias. */
export function parseAlias(text: string): Alias {
  const [name = "", ...rest] = text.split("=");
  const field = JSON_FIELDS.find((candidate) => candidate === name);
  if (field === undefined || rest.length === 0) throw new InvalidArgumentError(`it has to be field=key, with a field of ${JSON_FIELDS.join(", ")}`);
  return { field, key: rest.join("=") };
}

/** The whole of a source after some changes: the API replaces all of it. Aliases replace those of their fields. */
export function changeSource(present: Pick<SourceEntry, "prefixes" | "settings"> | undefined, changes: SourceChanges): { prefixes: readonly string[]; settings: SourceSettings } {
  const settings = present?.settings ?? DEFAULT_SOURCE_SETTINGS;
  const { format = settings.format, timeZone = settings.timeZone, retentionDays = settings.retentionDays } = changes;
  const pattern = changes.pattern === undefined ? settings.pattern : changes.pattern === NO_PATTERN ? null : changes.pattern;
  const rangeBytes = changes.rangeBytes === undefined ? settings.rangeBytes : changes.rangeBytes === AUTO_RANGES ? null : changes.rangeBytes;
  return {
    prefixes: changes.prefix ?? present?.prefixes ?? [],
    settings: { format, timeZone, pattern, jsonAliases: changeAliases(settings.jsonAliases, changes.alias ?? []), rangeBytes, retentionDays },
  };
}

function changeAliases(present: SourceSettings["jsonAliases"], changes: readonly Alias[]): SourceSettings["jsonAliases"] {
  const aliases: Partial<Record<JsonField, readonly string[]>> = { ...present };
  for (const { field } of changes) delete aliases[field];
  for (const { field, key } of changes) if (key !== "") aliases[field] = [...(aliases[field] ?? []), key];
  return aliases;
}
