import type { Target, TargetOptions } from "./connect.ts";
import { startDeployed } from "./deployed-target.ts";
import { startEmbeddedTarget } from "./embedded-target.ts";
import { targetKind } from "./target-kind.ts";

/** A stack in its test times with nothing in it, on the target that the environment names. `stop` leaves nothing behind. */
export async function startTarget(options: TargetOptions = {}): Promise<Target> {
  return targetKind() === "embedded" ? startEmbeddedTarget(options) : startDeployed(options);
}
