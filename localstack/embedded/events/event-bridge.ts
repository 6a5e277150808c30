import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { openLogWriter, type LogWriter } from "../logs/log-writer.ts";
import { closeServer, isFromProgram, listenNear } from "../processes/listen.ts";

/** An event as the targets of rules get it. Source: "AWS service event metadata", Amazon EventBridge user guide. */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: readonly string[];
  detail: unknown;
}

/** What the endpoint needs. `port` is the preferred one, 0 for any; `folder` is where each bus has its log. */
export interface EventBridgeOptions {
  folder: string;
  port: number;
  regionName: string;
  accountId: string;
  busNames: readonly string[];
}

/** Event buses that take events and hand them to whoever listens in this process. Rules there are none. */
export interface EventBridge {
  port: number;
  /** Call `listener` with every event from now on; the answer ends that. */
  onEvent(listener: (busName: string, event: BusEvent) => void): () => void;
  stop(): Promise<void>;
}

interface PutEntry {
  Source?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  EventBusName?: unknown;
  Time?: unknown;
  Resources?: unknown;
}

const BODY_BYTES_MAX = 1024 * 1024;
const ENTRIES_MAX = 10;

/**
 * Serve PutEvents for the buses of a template. An event that is confirmed is a line of `<folder>/<bus>.<number>.log`, a log of bounded size, before the
 * answer leaves. Source: "PutEvents", Amazon EventBridge API reference.
 */
export async function startEventBridge({ folder, port, regionName, accountId, busNames }: EventBridgeOptions): Promise<EventBridge> {
  const listeners = new Set<(busName: string, event: BusEvent) => void>();
  const logs = new Map<string, LogWriter>(busNames.map((name) => [name, openLogWriter(folder, name)]));

  const put = (entry: PutEntry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } => {
    const busName = String(entry.EventBusName).replace(/^arn:.*:event-bus\//, "");
    const log = logs.get(busName);
    if (log === undefined) return { ErrorCode: "ResourceNotFoundException", ErrorMessage: `Event bus ${busName} does not exist.` };
    const detail = parseDetail(entry.Detail);
    if (typeof entry.Source !== "string" || typeof entry.DetailType !== "string" || detail === undefined)
      return { ErrorCode: "MalformedDetail", ErrorMessage: "Source, DetailType and Detail are needed, and Detail has to be a JSON object." };
    const event: BusEvent = {
      version: "0",
      id: randomUUID(),
      "detail-type": entry.DetailType,
      source: entry.Source,
      account: accountId,
      time: new Date(typeof entry.Time === "number" ? entry.Time * 1000 : Date.now()).toISOString().replace(/\.\d+Z$/, "Z"),
      region: regionName,
      resources: Array.isArray(entry.Resources) ? entry.Resources.map(String) : [],
      detail,
    };
    log.write(JSON.stringify(event));
    for (const listener of listeners) listener(busName, event);
    return { EventId: event.id };
  };

  const server = createServer((request, response) => {
    const say = (status: number, body: object): void => void response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    // No page of a browser has business here.
    if (!isFromProgram(request)) return void response.writeHead(403).end();
    if (request.headers["x-amz-target"] !== "AWSEvents.PutEvents") return say(400, { __type: "UnknownOperationException" });
    void readBody(request).then(
      (text) => {
        const entries = parseEntries(text);
        if (entries === undefined) return say(400, { __type: "ValidationException", message: `Entries is a list of 1 to ${ENTRIES_MAX}.` });
        const answers = entries.map(put);
        say(200, { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers });
      },
      () => request.destroy(),
    );
  });
  const actualPort = await listenNear(server, port);
  return {
    port: actualPort,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      await closeServer(server);
      for (const log of logs.values()) log.close();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error("too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseEntries(text: string): PutEntry[] | undefined {
  try {
    const { Entries } = JSON.parse(text) as { Entries?: unknown };
    return Array.isArray(Entries) && Entries.length >= 1 && Entries.length <= ENTRIES_MAX ? (Entries as PutEntry[]) : undefined;
  } catch {
    return undefined;
  }
}

function parseDetail(detail: unknown): object | undefined {
  try {
    const value: unknown = JSON.parse(String(detail));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
