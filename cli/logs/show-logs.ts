import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listSegments, LOG_FOLDER } from "../../localstack/embedded/logs/log-segments.ts";
import { FUNCTION_NAMES } from "../../shared/contracts/names.ts";
import { usageError } from "../cli-error.ts";
import type { Cli, GlobalOptions } from "../cli.ts";
import { CONNECTION_FILE, isRunning, readConnection } from "../http/connection.ts";
import { nearestName } from "../nearest-name.ts";
import { visibleText } from "../render/visible-text.ts";
import { createStopRequest } from "../start/stop-request.ts";
import { createLogCursor, openLogTail, type LogCursor } from "./log-cursor.ts";
import { isAboutJob, LOG_LEVELS, parseLogEntry, type LogEntry, type LogLevel } from "./log-entry.ts";
import { renderEntry, renderJson } from "./render-entry.ts";

const POLL_MS = 200;
/** What the stack itself says. */
const STACK_LOG = "stack";

export interface LogsFlags extends GlobalOptions {
  follow?: boolean;
  lines: number;
  job?: string;
  level: LogLevel;
  json?: boolean;
}

/** Print the last lines of the local stack's logs, and with `--follow` every later one until Ctrl-C. They are read from the data directory, so that they are there when the stack has ended too. */
export async function showLogs(names: readonly string[], flags: LogsFlags, cli: Cli): Promise<void> {
  const { terminal } = cli;
  if (flags.output === "csv") throw usageError("NO_CSV", { what: "logs have no columns for --output csv", advice: "take --json" });
  if (flags.endpoint !== undefined && flags.endpoint !== "")
    throw usageError("LOCAL_ONLY", {
      what: "fanfold logs reads the local stack's files",
      advice: "those of a deployed stage are in CloudWatch: aws logs tail <log group of the function> --follow, see docs/logs.md",
    });
  const dataDir = resolve(cli.workingDirectory, flags.dataDir);
  const folder = join(dataDir, LOG_FOLDER);
  checkNames(names, folder);
  if (!existsSync(folder))
    throw usageError("NO_LOGS", { what: "no logs found", where: visibleText(folder), advice: "start a stack with fanfold start, or name its directory with --data-dir" });

  const isJson = flags.json === true || flags.output === "json";
  const lowest = LOG_LEVELS.indexOf(flags.level);
  const isWanted = (entry: LogEntry): boolean => LOG_LEVELS.indexOf(entry.level) >= lowest && (flags.job === undefined || isAboutJob(entry, flags.job));
  const width = Math.max(0, ...(names.length > 0 ? names : knownNames(folder)).map((name) => name.length));
  const print = (entries: readonly LogEntry[]): void => {
    const today = new Date().toISOString().slice(0, "2026-11-22".length);
    const text = entries.toSorted(byTime).map((entry) => (isJson ? renderJson(entry) : renderEntry(entry, width, today, terminal.paintOut)));
    if (text.length > 0) terminal.out(text.join(""));
  };

  const cursors = new Map<string, LogCursor>();
  const tail: LogEntry[] = [];
  for (const name of names.length > 0 ? names : knownNames(folder)) {
    const { lines, cursor } = openLogTail(folder, name, flags.lines, (line) => isWanted(parseLogEntry(name, line)));
    cursors.set(name, cursor);
    tail.push(...lines.map((line) => parseLogEntry(name, line)));
  }
  const last = tail.toSorted(byTime);
  print(flags.lines === 0 ? [] : last.slice(-flags.lines));
  if (flags.follow !== true) {
    if (last.length === 0) terminal.err(`nothing to show: no line ${flags.job === undefined ? "" : "of that job "}of level ${flags.level} or above\n`);
    return;
  }
  await sayIfEnded(dataDir, cli);
  const stop = createStopRequest();
  while (!stop.signal.aborted) {
    const entries: LogEntry[] = [];
    for (const name of names.length > 0 ? names : knownNames(folder)) {
      const cursor = cursors.get(name) ?? createLogCursor(folder, name);
      cursors.set(name, cursor);
      const { lines, isLost } = cursor.readOn();
      entries.push(...lines.map((line) => parseLogEntry(name, line)).filter(isWanted));
      if (isLost) terminal.err(`fanfold: lines of ${visibleText(name)} were removed before they could be shown\n`);
    }
    print(entries);
    await delay(POLL_MS, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

function checkNames(names: readonly string[], folder: string): void {
  const known = knownNames(folder);
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw usageError("UNKNOWN_FUNCTION", {
      what: "unknown function",
      where: visibleText(name),
      advice: `${nearest === undefined ? "" : `did you mean ${nearest}? `}there are ${known.join(", ")}`,
    });
  }
}

/** Every function, whether it has said something yet or not, the stack itself, and whatever else has a log. */
function knownNames(folder: string): string[] {
  return [...new Set<string>([...FUNCTION_NAMES, STACK_LOG, ...listSegments(folder).map(({ name }) => name)])];
}

/** Whoever waits for lines of a stack that does not run should know. */
async function sayIfEnded(dataDir: string, { terminal }: Cli): Promise<void> {
  const connection = await readConnection(join(dataDir, CONNECTION_FILE)).catch(() => undefined);
  if (connection === undefined || !isRunning(connection.pid)) terminal.err("the local stack does not run; waiting for the next fanfold start …\n");
}

function byTime(a: LogEntry, b: LogEntry): number {
  return (a.atMs ?? 0) - (b.atMs ?? 0);
}
