import type { InvocationResult } from "./execution-environment.ts";
import type { FunctionHost } from "./function-host.ts";

/** Wait for a place and run one invocation; undefined when `signal` was aborted while it waited. */
export async function invokeFunction(host: FunctionHost, event: unknown, signal: AbortSignal): Promise<InvocationResult | undefined> {
  const leave = await host.slots.acquire(signal);
  if (leave === undefined) return undefined;
  try {
    return await host.invoke(event);
  } finally {
    leave();
  }
}
