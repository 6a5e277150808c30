import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { listenOn } from "../../localstack/embedded/processes/listen.ts";

/** The services that functions speak to. */
export type ServiceName = "s3" | "sqs" | "dynamodb";

/** One request of a function as it passes by: seen before the service gets it, and once more when the service has answered. */
export interface Passing {
  service: ServiceName;
  headers: IncomingHttpHeaders;
  body: Buffer;
  isAnswered: boolean;
}

/** What goes wrong between functions and services. */
export interface Faults {
  /** Every request waits up to so long. */
  delayMsMax: number;
  /** This part of the requests is cut off: half of them before they are passed on, half when they have taken effect. */
  cutRate: number;
  /** Connections are refused for up to so long, then taken for up to ten times as long, again and again. */
  refusedMsMax: number;
  seed: number;
}

/** How many faults there were. */
export interface FaultCounts {
  delayed: number;
  cut: number;
  refusals: number;
}

/** Connections are taken for at least so much longer than they are refused. */
const TAKEN_PER_REFUSED = 10;

/** A proxy in front of one service that shows every request to `watch`, and makes faults if it is told to. It answers its URL. */
export async function startWatchingProxy(
  service: ServiceName,
  endpoint: string,
  watch: (passing: Passing) => void,
  faults: Faults | undefined,
  counts: FaultCounts,
): Promise<string> {
  const upstream = new URL(endpoint);
  const random = createSeededRandom((faults?.seed ?? 0) + service.length);

  const pass = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const { method, headers, url: path } = request;
    const isCut = random.chance(faults?.cutRate ?? 0);
    const isLost = isCut && random.chance(0.5);
    if (isCut) counts.cut++;
    if (isCut && !isLost) return void request.socket.destroy();
    watch({ service, headers, body, isAnswered: false });
    const passed = send({ host: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
      watch({ service, headers, body, isAnswered: true });
      if (isLost) {
        answer.resume();
        return void request.socket.destroy();
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    passed.end(body);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const delayMs = random.bits() % ((faults?.delayMsMax ?? 0) + 1);
      if (delayMs === 0) return pass(request, response, Buffer.concat(chunks));
      counts.delayed++;
      setTimeout(() => pass(request, response, Buffer.concat(chunks)), delayMs);
    });
  });
  const port = await listenOn(server, 0);
  if (faults !== undefined && faults.refusedMsMax > 0) void refuseNowAndThen(server, port, faults.refusedMsMax, random.below, counts);
  return `http://127.0.0.1:${port}`;
}

/** Close the port for a while, again and again, until the process ends. What is under way goes on; connections at rest are closed. */
async function refuseNowAndThen(server: Server, port: number, refusedMsMax: number, below: (end: number) => number, counts: FaultCounts): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, refusedMsMax + below(TAKEN_PER_REFUSED * refusedMsMax)));
    counts.refusals++;
    server.close();
    server.closeIdleConnections();
    await new Promise((resolve) => setTimeout(resolve, 1 + below(refusedMsMax)));
    await listenOn(server, port);
  }
}
