import { createServer, request as send, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded } from "../../localstack/embedded/start-embedded.ts";
import { phaseOf, type Phase } from "./phases.ts";

/** What the process is asked to do, as JSON in its first argument. */
export interface WatchOptions {
  dataDir: string;
  rangeBytes: number;
  /** Kill the whole process group at the request of this phase with this number, from 1. */
  kill?: { phase: Phase; request: number };
  /** Every request of a function waits up to so long, and this part of them is cut off before it is passed on. */
  faults?: { delayMsMax: number; cutRate: number; seed: number };
}

/**
 * A stack of its own process group whose functions reach their services through a proxy that watches. It prints where it is, then when the first
 * request of a function came; what it is told to kill, it kills itself, with everything that it has started, in the middle of that request.
 */
const { dataDir, rangeBytes, kill, faults } = JSON.parse(process.argv[2] ?? "{}") as WatchOptions;
const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
let seen = 0;
let isFirst = true;
let state = faults?.seed ?? 1;
const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;

function watch(service: "s3" | "sqs" | "dynamodb", headers: IncomingHttpHeaders, body: Buffer): void {
  if (isFirst) say({ firstRequestAtMs: Date.now() });
  isFirst = false;
  if (kill === undefined || phaseOf(service, headers, body.toString("latin1")) !== kill.phase) return;
  if (++seen === kill.request) process.kill(-process.pid, "SIGKILL");
}

async function between(service: "s3" | "sqs" | "dynamodb", endpoint: string): Promise<string> {
  const upstream = new URL(endpoint);
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const pass = (): void => {
        const { method, headers, url: path } = request;
        const passed = send({ host: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
          // The request has taken effect, and its answer is on the way: as good a moment to die as the one before.
          if (random() < 0.5) watch(service, headers, body);
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        passed.on("error", () => response.destroy());
        if (random() < 0.5) watch(service, headers, body);
        passed.end(body);
      };
      if (faults === undefined) return pass();
      if (random() < faults.cutRate) return void request.socket.destroy();
      setTimeout(pass, random() * faults.delayMsMax);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { templatePath } = await ensureSynthesized({ stage: "test", context: { rangeBytes: String(rangeBytes) } });
const { endpoints, outputs, regionName, credentials } = await startEmbedded({
  templatePath,
  dataDir,
  functionEndpoints: async ({ s3, sqs, dynamodb, api }) => ({ api, s3: await between("s3", s3), sqs: await between("sqs", sqs), dynamodb: await between("dynamodb", dynamodb) }),
});
say({ endpoints, outputs, regionName, credentials });
