import { AGENTS, REFERERS } from "../../cli/sample-shop.ts";
import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function clfTime(second: string): string {
  return `${second.slice(8, 10)}/${MONTHS[Number(second.slice(5, 7)) - 1]}/${second.slice(0, 4)}:${second.slice(11, 19)} +0000`;
}

/** A writer of Combined lines with the request's seconds behind the user agent, as nginx logs them with `$request_time`. No line end. */
export function createCombinedLine(): (request: Request) => string {
  const timeOf = createSecondText(clfTime);
  return ({ timeMs, method, target, status, sentBytes, durationMicros, bits }) => {
    const client = `${100 + (bits & 7)}.${(bits >>> 3) & 255}.${(bits >>> 11) & 255}.${1 + ((bits >>> 19) & 127)}`;
    const seconds = (Math.round(durationMicros / 1_000) / 1_000).toFixed(3);
    return `${client} - - [${timeOf(timeMs)}] "${method} ${target} HTTP/1.1" ${status} ${sentBytes} "${REFERERS[bits >>> 30]}" "${AGENTS[(bits >>> 28) & 3]}" ${seconds}`;
  };
}
