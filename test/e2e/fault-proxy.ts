import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request: passed on after so many ms, answered with a status, or cut off. */
export type Fate = { delayMs: number } | { status: number } | "cut";

export interface FaultProxy {
  url: string;
  close(): Promise<void>;
}

/** A proxy in front of one endpoint that decides the fate of each request. The Host header stays, because signatures cover it. */
export async function startFaultProxy(endpoint: string, decide: (request: IncomingMessage) => Fate): Promise<FaultProxy> {
  const upstream = new URL(endpoint);
  const server = createServer((request, response) => {
    const fate = decide(request);
    if (fate === "cut") return void request.socket.destroy();
    if ("status" in fate) {
      request.resume();
      return void response.writeHead(fate.status, { "content-type": "application/xml" }).end("<Error><Code>InternalError</Code></Error>");
    }
    setTimeout(() => passOn(upstream, request, response), fate.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(upstream: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url: path } = request;
  const passed = send({ host: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on("error", () => response.destroy());
  request.pipe(passed);
}
