import type { FailureMessage } from "../embedded-error.ts";

/** What the stack tells a service process. `start` comes first; `options` is the service's own. */
export type ServiceOrder<Options> = { order: "start"; options: Options } | { order: "inform"; facts: Facts } | { order: "guard" | "release"; pid: number } | { order: "stop" };

/** What a service learns only once others run, e.g. the URL of one of them. */
export type Facts = Record<string, string>;

/** What a service process tells the stack. `ready` carries the port of each endpoint by name. */
export type ServiceReport =
  | { report: "ready"; ports: Record<string, number> }
  | { report: "failed"; failure: FailureMessage }
  | { report: "log"; message: string; details: Record<string, unknown> };

/** A line for the log of the stack. */
export type ServiceLog = (message: string, details?: Record<string, unknown>) => void;
