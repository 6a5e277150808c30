import { createServer, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { closeServer, isFromProgram, listenNear } from "../processes/listen.ts";
import type { TablePlan } from "../template/stack-plan.ts";
import { openDynalite } from "./dynalite-store.ts";
import { ensureTables } from "./ensure-tables.ts";

const REQUEST_BYTES_MAX = 16 * 1024 * 1024;
const IDLE_CONNECTION_MS = 120_000;

/** What the DynamoDB endpoint needs. `port` is the preferred one, 0 for any. */
export interface DynamodbOptions {
  folder: string;
  port: number;
  tables: TablePlan[];
  /** The disk refused a write: the process must end, and start again on what is on the disk. */
  onWriteFailure: (error: Error) => void;
}

/**
 * Serve the tables of a plan from a database on disk. Requests are read here and handed over whole: dynalite itself ends its process when
 * a client goes away in the middle of one, and answers any page of a browser.
 * @throws EmbeddedError when the database cannot be opened or a table is not the plan's.
 */
export async function startDynamodbEndpoint({ folder, port, tables, onWriteFailure }: DynamodbOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const database = await openDynalite(folder, onWriteFailure);
  const server = createServer({ keepAliveTimeout: IDLE_CONNECTION_MS }, (request, response) => {
    if (!isFromProgram(request)) {
      response.writeHead(403).end();
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= REQUEST_BYTES_MAX) chunks.push(chunk);
    });
    request.on("end", () => {
      if (bytes > REQUEST_BYTES_MAX) response.writeHead(413).end();
      else database.emit("request", wholeRequest(request, Buffer.concat(chunks)), response);
    });
  });
  const actualPort = await listenNear(server, port);
  await ensureTables(`http://127.0.0.1:${actualPort}`, tables);
  return {
    port: actualPort,
    async stop() {
      await closeServer(server);
      await new Promise<void>((resolve) => database.close(() => resolve()));
    },
  };
}

/** A request whose body has arrived already. */
function wholeRequest({ method, url, headers }: IncomingMessage, body: Buffer): Pick<IncomingMessage, "method" | "url" | "headers"> & Readable {
  return Object.assign(Readable.from(body.length === 0 ? [] : [body], { objectMode: false }), { method, url, headers });
}
