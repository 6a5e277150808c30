import { AGENTS } from "../../cli/sample-shop.ts";
import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

const ACCOUNT = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067";
const CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
const TYPES = ["h2", "h2", "https", "http"];
/** Of 256 requests so many reached no target: the balancer has no times of them. */
const UNSERVED_SHARE = 4;

/**
 * A writer of entries of an Application Load Balancer, without line end.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
export function createAlbLine(): (request: Request) => string {
  const timeOf = createSecondText((second) => second);
  return ({ timeMs, method, target, status, sentBytes, durationMicros, bits }) => {
    const second = timeOf(timeMs);
    const fraction = `${String(timeMs % 1_000).padStart(3, "0")}${String(bits % 1_000).padStart(3, "0")}Z`;
    const client = `${100 + (bits & 7)}.${(bits >>> 3) & 255}.${(bits >>> 11) & 255}.${1 + ((bits >>> 19) & 127)}:${1_024 + (bits >>> 17)}`;
    const isServed = (bits & 255) >= UNSERVED_SHARE;
    const node = isServed ? `10.0.${bits & 3}.${(bits >>> 24) & 31}:8080` : "-";
    const times = isServed ? `0.001 ${(Math.max(1, Math.round(durationMicros / 1_000)) / 1_000).toFixed(3)} 0.000` : "-1 -1 -1";
    const trace = `Root=1-${bits.toString(16).padStart(8, "0")}-${(bits ^ 0x5bd1e995).toString(16).replace("-", "").padStart(8, "0")}4e585772`;
    return (
      `${TYPES[bits >>> 30]} ${second}.${fraction} app/shop/50dc6c495c0c9188 ${client} ${node} ${times} ${isServed ? status : 503} ${isServed ? status : "-"} ${200 + (bits & 1_023)} ${sentBytes} ` +
      `"${method} https://shop.example:443${target} HTTP/2.0" "${AGENTS[(bits >>> 28) & 3]}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${ACCOUNT} "${trace}" "shop.example" "${CERTIFICATE}" ` +
      `${bits & 7} ${second}.${fraction} "forward" "-" "-" "${node}" "${isServed ? status : "-"}" "-" "-" TID_${bits.toString(16).padStart(8, "0")}`
    );
  };
}
