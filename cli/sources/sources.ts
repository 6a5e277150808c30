import type { SourceEntry, SourcesAnswer } from "../../shared/contracts/api.ts";
import { usageError } from "../cli-error.ts";
import type { Cli, GlobalOptions } from "../cli.ts";
import { createApiClient, type ApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { renderCsv } from "../render/csv.ts";
import { renderLabelled } from "../render/labelled-lines.ts";
import { formatBytes } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint } from "../terminal.ts";
import { changeSource, type SourceChanges } from "./source-changes.ts";

const CSV_COLUMNS = ["source", "prefixes", "format", "timeZone", "pattern", "rangeBytes", "retentionDays", "jsonAliases", "firstJobDay", "lastJobDay"];

/** List every source. */
export async function printSources(flags: GlobalOptions, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  writeSources(await fetchSources(api), flags, terminal);
}

/** Change some settings of a source, which is made if it is new, and show it as it is then. */
export async function setSource(name: string, changes: SourceChanges, flags: GlobalOptions, { terminal, workingDirectory }: Cli): Promise<void> {
  if (Object.values(changes).every((change) => change === undefined)) {
    throw usageError("NOTHING_TO_SET", {
      what: "nothing to set",
      where: visibleText(name),
      advice: "name a setting, such as --time-zone Europe/Berlin; see fanfold source set --help",
    });
  }
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const present = (await fetchSources(api)).find(({ source }) => source === name);
  const { body } = await api.put<SourceEntry>(`/sources/${encodeURIComponent(name)}`, changeSource(present, changes));
  writeSources([body], flags, terminal);
}

/** All sources, page after page. */
export async function fetchSources(api: ApiClient): Promise<SourceEntry[]> {
  const sources: SourceEntry[] = [];
  let cursor: string | undefined;
  do {
    const { body }: { body: SourcesAnswer } = await api.get<SourcesAnswer>("/sources", { cursor });
    sources.push(...body.sources);
    cursor = body.next;
  } while (cursor !== undefined);
  return sources;
}

function writeSources(sources: readonly SourceEntry[], { output }: GlobalOptions, terminal: Cli["terminal"]): void {
  if (output === "json") terminal.out(`${JSON.stringify({ sources })}\n`);
  else if (output === "csv") {
    const rows = sources.map(({ source, prefixes, settings, firstJobDay, lastJobDay }) => [
      source,
      prefixes.join(" "),
      settings.format,
      settings.timeZone,
      settings.pattern,
      settings.rangeBytes,
      settings.retentionDays,
      JSON.stringify(settings.jsonAliases),
      firstJobDay,
      lastJobDay,
    ]);
    terminal.out(renderCsv(CSV_COLUMNS, rows));
  } else terminal.out(sources.length === 0 ? "no sources yet: the first upload makes one\n" : sources.map((source) => renderSource(source, terminal.paintOut)).join("\n"));
}

function renderSource({ source, prefixes, settings, firstJobDay, lastJobDay }: SourceEntry, paint: Paint): string {
  const aliases = Object.entries(settings.jsonAliases).map(([field, keys]) => `${field} = ${keys.map(visibleText).join(", ")}`);
  return `${paint("bold", visibleText(source))}\n${renderLabelled(
    [
      ["prefixes", [`${source}/`, ...prefixes].map(visibleText).join("  ")],
      ["format", settings.format],
      ["time zone", visibleText(settings.timeZone)],
      ["pattern", settings.pattern === null ? undefined : visibleText(settings.pattern)],
      ["ranges", settings.rangeBytes === null ? "sized by the object" : formatBytes(settings.rangeBytes)],
      ["results", `kept ${settings.retentionDays} days`],
      ["aliases", aliases.join("; ")],
      ["jobs", firstJobDay === undefined || lastJobDay === undefined ? "none yet" : firstJobDay === lastJobDay ? `on ${firstJobDay}` : `from ${firstJobDay} to ${lastJobDay}`],
    ],
    paint,
  )}`;
}
