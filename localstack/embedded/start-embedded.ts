import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { openDataDir } from "./data-dir.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { startEventBridge, type EventBridge } from "./events/event-bridge.ts";
import { createApiListener } from "./http/api-listener.ts";
import type { InvocationResult } from "./lambda/execution-environment.ts";
import { invokeFunction } from "./lambda/invoke-function.ts";
import { startLambdaHost } from "./lambda/lambda-host.ts";
import { shieldObserver } from "./observe/shield-observer.ts";
import type { FunctionReport, QueueReport, StackObserver } from "./observe/stack-observer.ts";
import { closeServer, isFromProgram, listenNear, listenOn } from "./processes/listen.ts";
import { startServices } from "./services.ts";
import { createSqsCalls } from "./state/sqs-calls.ts";
import { readComputePlan, readOutputs, readStoragePlan } from "./template/read-plan.ts";
import { readTemplate } from "./template/template.ts";

const REGION_NAME = "us-east-1";
const ACCOUNT_ID = "000000000000";
const IDLE_SECONDS = 10;
/** Any credentials are taken; these are the ones that functions get. */
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** Base URLs on 127.0.0.1, without a slash at the end. */
export interface Endpoints {
  s3: string;
  sqs: string;
  dynamodb: string;
  events: string;
  api: string;
}

/** One line about what the stack does or could not do. */
export interface LogEntry {
  message: string;
  [detail: string]: unknown;
}

export interface EmbeddedOptions {
  /** `cdk.out/<stack>.template.json`; `<stack>.assets.json` beside it says where the code of each function is. */
  templatePath: string;
  /** Everything that outlives the process is here. It is created when it is absent. */
  dataDir: string;
  /** The port of the HTTP API. Without one, that of the last run on this directory if it is free, else any. */
  port?: number;
  regionName?: string;
  /** How many invocations of one function run at once; at least 2 and the number of cores unless given. */
  concurrencyPerFunction?: number;
  /** How long an unused execution environment is kept. */
  idleSeconds?: number;
  /** What people call a function or queue, by its physical name: in logs and in what the observer hears. The same name unless given. */
  labelOf?: (name: string) => string;
  observer?: StackObserver;
  log?: (entry: LogEntry) => void;
  /** What functions are told instead of the real endpoints: a test puts a proxy that makes faults between them. */
  functionEndpoints?: (endpoints: Endpoints) => Endpoints | Promise<Endpoints>;
}

/** A stack that runs. */
export interface EmbeddedStack {
  endpoints: Endpoints;
  regionName: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** The outputs of the template by name, e.g. the name of a bucket. */
  outputs: Record<string, string>;
  /** Run one invocation of the function with this logical id, as Lambda's `Invoke` would. */
  invoke(logicalId: string, event: unknown): Promise<InvocationResult>;
  /** What every function does at this moment. */
  functions(): FunctionReport[];
  /** How every queue stands at this moment. @throws when its process is being started again. */
  queues(): Promise<QueueReport[]>;
  /** Call `listener` with every event that a bus has taken from now on; the answer ends that. */
  onEvent: EventBridge["onEvent"];
  /** Answer requests for exactly this path on the API's port, in front of its routes. Pages of a browser do not get there. */
  serve(path: string, listener: RequestListener): void;
  /** End every process within two seconds. What was in flight starts again on the next start. */
  stop(): Promise<void>;
}

/**
 * Run the stack of a synthesized template on this machine: S3, SQS, DynamoDB, functions with their triggers, and the HTTP API.
 * Everything that a service has confirmed survives any end of the process. Starting again on the same data directory goes on from there.
 * @throws EmbeddedError naming what is wrong and what to do; then nothing is left running.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedStack> {
  const template = readTemplate(options.templatePath);
  const regionName = options.regionName ?? REGION_NAME;
  const storage = readStoragePlan(template, regionName, ACCOUNT_ID);
  const log = (message: string, details: Record<string, unknown> = {}): void => options.log?.({ message, ...details });
  const labelOf = options.labelOf ?? ((name) => name);
  const observer = options.observer && shieldObserver(options.observer, log);
  const dataDir = await openDataDir(options.dataDir);
  const undo: (() => Promise<void> | void)[] = [() => dataDir.unlock()];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const step of undo.splice(0).toReversed()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };

  try {
    let listener: RequestListener | undefined;
    const apiServer = createServer((request, response) => (listener === undefined ? void response.writeHead(503).end() : listener(request, response)));
    const apiPort = options.port === undefined ? await listenNear(apiServer, dataDir.lastRun.ports.api) : await listenOnGiven(apiServer, options.port);
    undo.push(() => closeServer(apiServer));

    const services = await startServices({ dataDir, storage, regionName, accountId: ACCOUNT_ID, log });
    const bridge = await startEventBridge({ folder: join(dataDir.path, "events"), port: dataDir.lastRun.ports.events, regionName, accountId: ACCOUNT_ID, busNames: storage.buses });
    undo.push(() => bridge.stop());
    const ports = { ...services.ports, events: bridge.port, api: apiPort };
    const remember = (pids: number[]): void => dataDir.remember({ ports, pids });
    services.onRestart(() => remember(services.pids()));
    remember(services.pids());
    undo.push(
      () => remember([]),
      () => services.stop(),
    );
    const endpoints = endpointsOf(ports);

    const seenByFunctions = (await options.functionEndpoints?.(endpoints)) ?? endpoints;
    const plan = readComputePlan(template, { regionName, accountId: ACCOUNT_ID, endpoints: seenByFunctions });
    const outputs = readOutputs(template, { regionName, accountId: ACCOUNT_ID, endpoints });
    const queues = createSqsCalls(endpoints.sqs);
    const host = startLambdaHost({
      plan,
      queues,
      world: { regionName, accountId: ACCOUNT_ID, credentials: CREDENTIALS, endpoints: seenByFunctions },
      dataDir: dataDir.path,
      labelOf,
      observer,
      concurrencyPerFunction: options.concurrencyPerFunction,
      idleSeconds: options.idleSeconds ?? IDLE_SECONDS,
      onStarted: services.guardian.guard,
      onEnded: services.guardian.release,
      log,
    });
    undo.push(async () => {
      await host.stop();
      queues.close();
    });
    const api = createApiListener({ plan: plan.api, functions: host.functions, accountId: ACCOUNT_ID, observer, log });
    const ownListeners = new Map<string, RequestListener>();
    listener = (request, response) => {
      const own = ownListeners.get((request.url ?? "/").split("?", 1)[0] ?? "/");
      if (own === undefined) api(request, response);
      else if (isFromProgram(request)) own(request, response);
      else response.writeHead(403).end();
    };
    const invoke = async (logicalId: string, event: unknown): Promise<InvocationResult> => {
      const one = [...host.functions.values()].find(({ plan }) => plan.logicalId === logicalId);
      if (one === undefined) throw new EmbeddedError("NO_SUCH_FUNCTION", `The stack has no function ${logicalId}.`, { logicalId });
      const result = await invokeFunction(one, event, new AbortController().signal);
      return result as InvocationResult;
    };
    return {
      endpoints,
      regionName,
      credentials: CREDENTIALS,
      outputs,
      invoke,
      functions: () => [...host.functions.values()].map((one) => one.report()),
      queues: async () => (await queues.report()).map((report) => ({ ...report, queueName: labelOf(report.queueName) })),
      onEvent: bridge.onEvent,
      serve: (path, own) => void ownListeners.set(path, own),
      stop,
    };
  } catch (error) {
    await stop().catch((second: unknown) => log("the stack could not be taken down completely", { error: String(second) }));
    throw error;
  }
}

async function listenOnGiven(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  try {
    return await listenOn(server, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const problem = code === "EADDRINUSE" ? "is in use by another program" : "may not be used by you";
    throw new EmbeddedError("PORT_IN_USE", `Port ${port} ${problem}. Stop that program, or give another port.`, { port }, error);
  }
}

function endpointsOf(ports: Record<keyof Endpoints, number>): Endpoints {
  const url = (name: keyof Endpoints): string => `http://127.0.0.1:${ports[name]}`;
  return { s3: url("s3"), sqs: url("sqs"), dynamodb: url("dynamodb"), events: url("events"), api: url("api") };
}
