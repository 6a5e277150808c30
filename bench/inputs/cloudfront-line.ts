import { AGENTS } from "../../cli/sample-shop.ts";
import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

const FIELDS =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken " +
  "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";

/** What stands in front of the lines. */
export const CLOUDFRONT_HEADER = `#Version: 1.0\n#Fields: ${FIELDS}\n`;

/**
 * A writer of entries of CloudFront's standard log, 33 columns between TABs, without line end.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
export function createCloudFrontLine(): (request: Request) => string {
  const timeOf = createSecondText((second) => second.replace("T", "\t"));
  const agents = AGENTS.map((agent) => encodeURIComponent(agent));
  return ({ timeMs, method, target, status, sentBytes, durationMicros, bits }) => {
    const [stem = "", query = "-"] = target.split("?");
    const client = `${100 + (bits & 7)}.${(bits >>> 3) & 255}.${(bits >>> 11) & 255}.${1 + ((bits >>> 19) & 127)}`;
    const seconds = (Math.max(1, Math.round(durationMicros / 1_000)) / 1_000).toFixed(3);
    const id = `${bits.toString(16).padStart(8, "0")}${(bits ^ 0x5bd1e995).toString(16).replace("-", "").padStart(8, "0")}qvJx9wYh8rTzQ5aBcDeFgHiJkLmNoPqR==`;
    const hit = bits & 1 ? "Hit" : "Miss";
    return (
      `${timeOf(timeMs)}\tFRA56-P${bits & 15}\t${sentBytes}\t${client}\t${method}\td111111abcdef8.cloudfront.net\t${stem}\t${status}\t-\t${agents[(bits >>> 28) & 3]}\t${query}\t-\t${hit}\t${id}\tshop.example\thttps\t${200 + (bits & 255)}\t${seconds}` +
      `\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\t${hit}\tHTTP/2.0\t-\t-\t${1_024 + (bits >>> 17)}\t${seconds}\t${hit}\ttext/html\t${sentBytes}\t-\t-`
    );
  };
}
