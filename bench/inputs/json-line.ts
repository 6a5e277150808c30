import { AGENTS } from "../../cli/sample-shop.ts";
import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

/** What a service says: about 23 % of the messages hold escapes, some of them with keys that are none. */
const MESSAGES = [
  "request completed",
  "request completed",
  "request completed with a warm cache",
  "handled",
  "handled by the second replica",
  "response sent",
  "response sent before the client went away",
  "done",
  "upstream answered",
  String.raw`GET \/api\/session \u2713`,
  String.raw`client sent \"status\":500,\"duration_ms\":1 as its body`,
  String.raw`template C:\\shop\\mail.tpl rendered\n`,
  String.raw`caf\u00e9 order, said \"thanks\"`,
];
const LEVELS = ["INFO", "INFO", "INFO", "INFO", "WARN", "ERROR"];
/** Shares of 256: lines of the proxy in front, and of jobs, which have no status. */
const EDGE_SHARE = 40;
const JOBS_SHARE = 13;
/** Of 256 lines so many have an object inside: 18 %. */
const NESTED_SHARE = 46;

/** A writer of JSON lines: six services, each with an order of keys of its own; objects inside with the same keys; escapes. No line end. */
export function createJsonLine(): (request: Request) => string {
  const timeOf = createSecondText((second) => second);
  return (request) => {
    const { method, target, status, durationMicros, sentBytes, bits } = request;
    const time = `${timeOf(request.timeMs)}.${String(request.timeMs % 1_000).padStart(3, "0")}Z`;
    const level = LEVELS[(status / 100) | 0]!;
    const message = MESSAGES[(bits >>> 16) % MESSAGES.length]!;
    const duration = (durationMicros / 1_000).toFixed(3);
    const inner = ((bits >>> 8) & 255) < NESTED_SHARE ? `"upstream":{"status":${500 + (bits & 63)},"duration_ms":0.5,"path":"/inner","tags":["a","b"]},` : "";
    const trace = (bits * 0x10001).toString(16);
    const agent = AGENTS[bits >>> 30]!;
    switch ((bits & 255) < EDGE_SHARE ? "edge" : (bits & 255) >= 256 - JOBS_SHARE ? "jobs" : request.service) {
      case "edge":
        return `{"time": "${time}", "service": "edge", "status": ${status}, "method": "${method}", "path": "${target}", ${inner}"bytes": ${sentBytes}, "duration_ms": ${duration}, "user_agent": "${agent}"}`;
      case "jobs":
        return `{"level":"${level}","time":"${time}","service":"jobs","msg":"${message}","duration_ms":${duration},${inner}"trace_id":"${trace}"}`;
      case "catalog":
        return `{"time":"${time}","level":"${level}","service":"catalog","method":"${method}","path":"${target}","status":${status},"duration_ms":${duration},"bytes":${sentBytes},${inner}"msg":"${message}"}`;
      case "users":
        return `{"service":"users","level":"${level}","time":"${time}","msg":"${message}","trace_id":"${trace}",${inner}"status":${status},"path":"${target}","method":"${method}","bytes":${sentBytes},"duration_ms":${duration}}`;
      case "orders":
        return `{${inner}"duration_ms":${duration},"status":${status},"bytes":${sentBytes},"path":"${target}","method":"${method}","user_agent":"${agent}","service":"orders","level":"${level}","time":"${time}"}`;
      default:
        return `{"trace_id":"${trace}","time":"${time}","msg":"${message}","level":"${level}","method":"${method}","status":${status},${inner}"path":"${target}","duration_ms":${duration},"user_agent":"${agent}","bytes":${sentBytes},"service":"payments"}`;
    }
  };
}
