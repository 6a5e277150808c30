import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The only address that anything listens on: nothing is reachable from another machine. */
export const LOOPBACK = "127.0.0.1";

const OWN_NAMES: ReadonlySet<string> = new Set([LOOPBACK, "localhost", "[::1]"]);

/** Whether a request was addressed to this machine by name: a page of a browser may have had another name pointed here. */
export function isAddressedHere({ headers }: IncomingMessage): boolean {
  return OWN_NAMES.has((headers.host ?? LOOPBACK).replace(/:\d+$/, "").toLowerCase());
}

/** Whether a request may come from a program of this machine, and surely not from a page of a browser. */
export function isFromProgram(request: IncomingMessage): boolean {
  return request.headers.origin === undefined && isAddressedHere(request);
}

/**
 * Listen on `preferredPort`, or on a free one when it is taken or 0. Returns the port.
 * @throws the system's error when no port can be had.
 */
export async function listenNear(server: Server, preferredPort: number): Promise<number> {
  try {
    return await listenOn(server, preferredPort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || preferredPort === 0) throw error;
    return listenOn(server, 0);
  }
}

/** Listen on exactly `port`; 0 means any free one. Returns the port. @throws the system's error, e.g. `EADDRINUSE`. */
export function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stop listening, and cut the connections that are left. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
