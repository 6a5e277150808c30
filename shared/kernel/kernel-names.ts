import { codeOfName } from "../core/aggregate/name-order.ts";
import { asciiBytes } from "../core/parse/ascii.ts";
import type { Kernel } from "./kernel.ts";

// The names behind the kernel's numbers.

/** In the order of `assembly/methods.ts`. */
export const METHOD_NAMES = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"].map(asciiBytes);

const LEVELS = "ERROR ERR FATAL CRIT CRITICAL ALERT EMERG EMERGENCY PANIC SEVERE WARN NOTICE INFO INFORMATION DEBUG VERBOSE TRACE".split(" ");
/** In the order of `assembly/levels.ts`, which is the one in which encoded partials have them. */
export const LEVEL_NAMES = LEVELS.map(asciiBytes);

/** Tell the kernel which numbers stand for the names of levels in encoded partials. */
export function writeLevelCodes({ bytes, layout }: Kernel): void {
  bytes.set(LEVELS.map(codeOfName), layout.LEVEL_CODES);
}
