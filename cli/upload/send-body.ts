import { createReadStream } from "node:fs";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { SignedRequest } from "../../shared/contracts/api.ts";
import { failure } from "../cli-error.ts";
import { visibleText } from "../render/visible-text.ts";

const READ_BYTES = 1024 * 1024;
const IDLE_TIMEOUT_MS = 60_000;

/** Bytes `[startByte, endByte)` of a file. */
export interface FilePart {
  path: string;
  startByte: number;
  endByte: number;
}

/** What the bucket answered: the ETag without quotes, and the body's text. */
export interface SentAnswer {
  eTag: string | undefined;
  text: string;
}

/**
 * Send a part of a file as the body of a signed request, never holding it whole. `fetch` cannot: a signed length does not go with a stream there.
 * @throws CliError when the bucket refuses or is out of reach.
 */
export async function sendFilePart(signed: SignedRequest, part: FilePart, onBytes: (byteLength: number) => void): Promise<SentAnswer> {
  const byteLength = part.endByte - part.startByte;
  const { outgoing, answer } = openRequest(signed, byteLength);
  const file = byteLength === 0 ? undefined : createReadStream(part.path, { start: part.startByte, end: part.endByte - 1, highWaterMark: READ_BYTES });
  file?.on("data", (data) => onBytes(data.length));
  const sending = file === undefined ? Promise.resolve(outgoing.end()) : pipeline(file, outgoing);
  // A bucket that refuses answers before it has read everything: its answer says more than the broken pipe.
  const [sent, answered] = await Promise.allSettled([sending, answer]);
  if (answered.status === "rejected") throw unreachable(signed.url, answered.reason);
  const result = await readAnswer(answered.value, signed.url);
  if (sent.status === "rejected") throw unreachable(signed.url, sent.reason);
  return result;
}

/** Send a text as the body of a signed request. */
export async function sendText(signed: SignedRequest, body: string): Promise<SentAnswer> {
  const { outgoing, answer } = openRequest(signed, Buffer.byteLength(body));
  outgoing.end(body);
  const response = await answer.catch((cause: unknown) => {
    throw unreachable(signed.url, cause);
  });
  return readAnswer(response, signed.url);
}

function openRequest({ method, url, headers }: SignedRequest, byteLength: number) {
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  const outgoing = request(url, { method, headers: { ...headers, "content-length": String(byteLength) }, timeout: IDLE_TIMEOUT_MS });
  outgoing.on("timeout", () => outgoing.destroy(new Error("no byte moved for a minute")));
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
  });
  // It is awaited later, when the body has been sent.
  answer.catch(() => undefined);
  return { outgoing, answer };
}

async function readAnswer(response: IncomingMessage, url: string): Promise<SentAnswer> {
  const body = await text(response);
  const status = response.statusCode ?? 0;
  // Source: CompleteMultipartUpload, Amazon S3 API reference: an error may come with status 200.
  if (status >= 200 && status < 300 && !body.includes("<Error>")) return { eTag: response.headers.etag?.replaceAll('"', ""), text: body };
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? String(status);
  throw failure("UPLOAD_REFUSED", {
    what: "the bucket refused the upload",
    where: `${new URL(url).host} (${visibleText(code)})`,
    advice: status === 403 ? "the request may have expired; try again" : "try again",
  });
}

function unreachable(url: string, cause: unknown) {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return failure(
    "UPLOAD_BROKEN",
    { what: "the upload broke off", where: `${new URL(url).host}${code === undefined ? "" : ` (${code})`}`, advice: "try again; nothing was stored" },
    cause,
  );
}
