/** The parts of two packages that this folder uses and that carry no types of their own. */
declare module "dynalite" {
  import type { Server } from "node:http";

  /** A DynamoDB endpoint, not listening yet. `path` is the folder of its database; the table times are artificial delays. */
  export default function dynalite(options: { path?: string; createTableMs?: number; deleteTableMs?: number; updateTableMs?: number }): Server;
}
