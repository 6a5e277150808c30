import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "../cli-error.ts";
import type { GlobalOptions } from "../cli.ts";
import { visibleText } from "../render/visible-text.ts";

/** Where a running local stack says how to reach it, in its data directory. */
export const CONNECTION_FILE = "connection.json";

/** What a second terminal needs to know of a running local stack. Only its owner may read the file. */
export interface LocalConnection {
  endpoint: string;
  token: string;
  /** The process that holds the stack. */
  pid: number;
  s3Endpoint: string;
  bucketName: string;
  regionName: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Bytes of a range for sources that fix none; null lets the object's size decide. Part of a job's identity. */
  rangeBytes: number | null;
}

/** Which results API to ask, and as whom. */
export interface Connection {
  endpoint: string;
  token: string;
  /** Set when the stack runs on this machine. */
  local?: LocalConnection;
}

/**
 * The connection of the options or environment, else of the stack that runs on this machine.
 * @throws CliError with exit code 2 saying what is missing and what to do.
 */
export async function findConnection(options: GlobalOptions, workingDirectory: string): Promise<Connection> {
  const path = resolve(workingDirectory, options.dataDir, CONNECTION_FILE);
  // An empty environment variable is none.
  const given = { endpoint: options.endpoint || undefined, token: options.token || undefined };
  if (given.endpoint !== undefined) {
    const endpoint = parseEndpoint(given.endpoint);
    const known = given.token === undefined ? await readConnection(path) : undefined;
    const token = given.token ?? (known?.endpoint === endpoint ? known.token : undefined);
    if (token === undefined) throw usageError("NO_TOKEN", { what: "no token for", where: endpoint, advice: "give one with --token or FANFOLD_TOKEN" });
    return { endpoint, token };
  }
  const local = await readConnection(path);
  if (local === undefined)
    throw usageError("NO_STACK", {
      what: "no running stack found",
      where: visibleText(path),
      advice: "start one with fanfold start, or name another with --data-dir, or with --endpoint and --token",
    });
  if (!isRunning(local.pid))
    throw usageError("STACK_ENDED", {
      what: "the local stack has ended",
      where: `process ${local.pid} of ${visibleText(path)}`,
      advice: "start it again with fanfold start: its data is kept",
    });
  return { endpoint: local.endpoint, token: given.token ?? local.token, local };
}

/** What the file says; undefined when there is none. */
export async function readConnection(path: string): Promise<LocalConnection | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw usageError(
      "CONNECTION_UNREADABLE",
      { what: "cannot read how to reach the local stack", where: visibleText(path), advice: "only the user who started it may; run the command as that one" },
      cause,
    );
  }
  const value = parseJson(text);
  if (!isConnection(value))
    throw usageError("CONNECTION_BROKEN", { what: "the connection file is damaged", where: visibleText(path), advice: "start the stack again with fanfold start" });
  return value;
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw usageError("BAD_ENDPOINT", { what: "bad value", where: `--endpoint ${visibleText(text)}`, advice: "it has to be a URL such as http://127.0.0.1:4000" });
  return url.href.replace(/\/+$/, "");
}

function isConnection(value: unknown): value is LocalConnection {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    typeof fields["pid"] === "number" &&
    ["endpoint", "token", "s3Endpoint", "bucketName", "regionName", "accessKeyId", "secretAccessKey"].every((name) => typeof fields[name] === "string")
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether there is such a process, also when it is another user's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
