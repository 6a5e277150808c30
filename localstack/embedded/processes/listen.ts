import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The only address that anything listens on: nothing is reachable from another machine. */
export const LOOPBACK = "127.0.0.1";

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
