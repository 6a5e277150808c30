import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ObjectReference } from "../../shared/ports/object-store.ts";
import { noise } from "./fixtures.ts";

/** What the server does to one request; without one it answers as S3 does. */
export type Fault =
  | { status: number }
  /** Announces everything, sends so many bytes and closes the connection. */
  | { resetAfter: number }
  /** Announces and sends only so many bytes. */
  | { shortenTo: number }
  /** Sends so many bytes, then nothing more. */
  | { stallAfter: number }
  /** Never answers. */
  | { hang: true }
  /** Answers as if the key held this, whatever the condition was. */
  | { eTag?: string; objectBytes?: number; startByte?: number; stallAfter?: number }
  /** Answers with the whole object. */
  | { ignoresRange: true };

const FAULTY_ETAG = "0123456789abcdef0123456789abcdef";

export interface FaultyS3 {
  endpoint: string;
  object: ObjectReference;
  bytes: Uint8Array;
  /** Faults of the coming requests, taken one by one; `undefined` lets one pass. Of two requests at once either may come first. */
  faults: (Fault | undefined)[];
  /** Faults of the next request that begins at a byte; they go before the others. */
  faultsAt: Map<number, Fault>;
  /** The Range header of every request so far. */
  ranges: string[];
  connections: number;
  /** Resolves when no answer is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** A server of one object that S3's client can read, and that misbehaves as told. */
export async function startFaultyS3(objectBytes: number): Promise<FaultyS3> {
  const bytes = noise(objectBytes);
  const underWay = new Set<ServerResponse>();
  let onSettled = () => {};
  const server = createServer((request, response) => {
    underWay.add(response);
    response.on("close", () => {
      underWay.delete(response);
      if (underWay.size === 0) onSettled();
    });
    const range = request.headers.range ?? "all";
    faulty.ranges.push(range);
    const startByte = Number(/\d+/.exec(range)?.[0]);
    const fault = faulty.faultsAt.get(startByte) ?? faulty.faults.shift();
    faulty.faultsAt.delete(startByte);
    answer(request, response, bytes, fault);
  });
  server.on("connection", (_socket: Socket) => void faulty.connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const faulty: FaultyS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    object: { bucketName: "logs", objectKey: "big.log", eTag: FAULTY_ETAG, objectBytes },
    bytes,
    faults: [],
    faultsAt: new Map(),
    ranges: [],
    connections: 0,
    settled: () => (underWay.size === 0 ? Promise.resolve() : new Promise((resolve) => (onSettled = resolve))),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return faulty;
}

function answer(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, fault: Fault = {}): void {
  if ("hang" in fault) return;
  if ("status" in fault) {
    response.writeHead(fault.status, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><Error><Code>${fault.status === 404 ? "NoSuchKey" : "Faulty"}</Code><Message>as told</Message></Error>`);
    return;
  }
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const isWhole = asked === null || "ignoresRange" in fault;
  const startByte = isWhole ? 0 : Number(asked[1]);
  const body = bytes.subarray(startByte, isWhole ? undefined : Number(asked[2]) + 1);
  const told = { eTag: FAULTY_ETAG, objectBytes: bytes.length, startByte, ...fault };
  const sent = "shortenTo" in fault ? body.subarray(0, fault.shortenTo) : body;
  response.writeHead(isWhole ? 200 : 206, {
    "content-length": sent.length,
    "last-modified": new Date(0).toUTCString(),
    etag: `"${told.eTag}"`,
    ...(isWhole ? {} : { "content-range": `bytes ${told.startByte}-${told.startByte + sent.length - 1}/${told.objectBytes}` }),
  });
  if ("resetAfter" in fault) response.write(sent.subarray(0, fault.resetAfter), () => response.socket?.resetAndDestroy());
  else if ("stallAfter" in fault && fault.stallAfter !== undefined) response.write(sent.subarray(0, fault.stallAfter));
  else response.end(sent);
}
