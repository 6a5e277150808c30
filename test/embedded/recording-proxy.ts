import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Endpoints } from "../../localstack/embedded/start-embedded.ts";

/** One call of a service: who asked, for which action as a policy names it, and of which queue or index. */
export interface RecordedCall {
  /** The access key's id: the embedded stack gives each function its own. */
  caller: string;
  action: string;
  /** The operation as the service names it: `sqs.SendMessageBatch`. */
  operation: string;
  /** The queue's or the index's name; empty for the table and the bucket, of which there is one. */
  resource: string;
  body: string;
}

/** What the proxy does with a call: pass it on, answer 500, or answer success without passing it on. */
export type Answer = "pass" | "fail" | "swallow";

interface RecordingProxy {
  url: string;
  close(): Promise<void>;
}

type WatchingArguments = [decide: (call: RecordedCall, path: string) => Answer, note: (call: RecordedCall) => void, settled?: () => void];

/** The endpoints as functions may be told them: each that they ask stands behind a proxy. */
export async function startRecordingProxies(real: Endpoints, ...watching: WatchingArguments): Promise<{ endpoints: Endpoints; close(): Promise<void> }> {
  const [s3, sqs, dynamodb, events] = await Promise.all([real.s3, real.sqs, real.dynamodb, real.events].map((endpoint) => startRecordingProxy(endpoint, ...watching)));
  return {
    endpoints: { ...real, s3: s3!.url, sqs: sqs!.url, dynamodb: dynamodb!.url, events: events!.url },
    close: async () => void (await Promise.all([s3, sqs, dynamodb, events].map((proxy) => proxy!.close()))),
  };
}

/**
 * A proxy in front of one endpoint that tells `note` of every call that the service answered, and asks `decide` what becomes of it first.
 * `settled` is told of every answer that was passed on. A GET that S3 answers with 404 also used `s3:ListBucket`: without it the answer would have been 403.
 */
async function startRecordingProxy(endpoint: string, ...[decide, note, settled = () => {}]: WatchingArguments): Promise<RecordingProxy> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const call = readCall(request, body);
    const fate = decide(call, request.url ?? "");
    if (fate === "fail") return void response.writeHead(500, { "content-type": "application/xml" }).end("<Error><Code>InternalError</Code></Error>");
    note(call);
    if (fate === "swallow") return void response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}", settled);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !["connection", "transfer-encoding", "content-length"].includes(name)));
    const passed = await fetch(endpoint + request.url, { method: request.method!, headers: headers as Record<string, string>, ...(body.length > 0 && { body }) });
    if (call.action === "s3:GetObject" && passed.status === 404) note({ ...call, action: "s3:ListBucket" });
    const own = Object.fromEntries([...passed.headers].filter(([name]) => !["connection", "transfer-encoding", "content-encoding"].includes(name)));
    response.writeHead(passed.status, own).end(Buffer.from(await passed.arrayBuffer()));
    settled();
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Source: the services' authorization references, for which call needs which action. */
function readCall(request: IncomingMessage, body: Buffer): RecordedCall {
  const url = new URL(request.url ?? "/", "http://endpoint");
  const caller = (/Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? url.searchParams.get("X-Amz-Credential")?.split("/")[0]) || "nobody";
  const [service, operation] = String(request.headers["x-amz-target"] ?? "").split(".");
  const text = body.toString("latin1");
  if (service?.startsWith("DynamoDB") === true)
    return { caller, action: `dynamodb:${operation}`, operation: `dynamodb.${operation}`, resource: /"IndexName":"(\w+)"/.exec(text)?.[1] ?? "", body: text };
  if (service === "AWSEvents") return { caller, action: `events:${operation}`, operation: `events.${operation}`, resource: "", body: text };
  // The actions of batches are those of their single calls.
  if (service === "AmazonSQS")
    return { caller, action: `sqs:${operation?.replace(/Batch$/, "")}`, operation: `sqs.${operation}`, resource: /"QueueUrl":"[^"]*\/([^"/]+)"/.exec(text)?.[1] ?? "", body: text };
  if (request.method === "GET" && url.searchParams.get("list-type") === "2") return { caller, action: "s3:ListBucket", operation: "s3.ListObjectsV2", resource: "", body: text };
  const isRead = request.method === "GET" || request.method === "HEAD";
  const action = isRead ? "GetObject" : "PutObject";
  return { caller, action: `s3:${action}`, operation: `s3.${action}`, resource: "", body: text };
}
