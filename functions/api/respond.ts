import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { stringifyDocument } from "../../shared/contracts/document.ts";

/** What a route answers; the body is a JSON value that may hold bigints, undefined for none. */
export interface ApiAnswer {
  status: number;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

/** Smaller bodies are sent as they are. */
const COMPRESS_BYTES_MIN = 1_024;
const gzipAsync = promisify(gzip);

/** The response of an answer: compressed where the client takes it, without its body for HEAD. */
export async function buildResponse(answer: ApiAnswer, request: { method: string; headers: ReadonlyMap<string, string> }): Promise<APIGatewayProxyStructuredResultV2> {
  const headers: Record<string, string> = { "cache-control": "no-store", "x-content-type-options": "nosniff", ...answer.headers };
  if (answer.body === undefined) return { statusCode: answer.status, headers };
  headers["content-type"] = answer.contentType ?? "application/json";
  headers["vary"] = "accept-encoding";
  if (request.method === "HEAD") return { statusCode: answer.status, headers };
  const body = Buffer.from(stringifyDocument(answer.body));
  if (body.length < COMPRESS_BYTES_MIN || !takesGzip(request.headers.get("accept-encoding"))) return { statusCode: answer.status, headers, body: body.toString() };
  headers["content-encoding"] = "gzip";
  return { statusCode: answer.status, headers, body: (await gzipAsync(body)).toString("base64"), isBase64Encoded: true };
}

/** Whether the header names gzip, or everything, and does not rule it out. */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (acceptEncoding ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    weights.set(coding, quality === undefined ? 1 : Number(quality.slice(2)));
  }
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}
