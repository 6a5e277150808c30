import { TransientError } from "../../shared/core/errors.ts";
import type { FunctionName } from "../../shared/contracts/names.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";
import type { Faults } from "./faults.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Scheduler } from "./scheduler.ts";

/** Which await points were reached, and at which a function died: `worker partials.put before`. */
export interface AwaitPoints {
  reached: Map<string, number>;
  crashed: Map<string, number>;
}

export interface InvocationWorld {
  scheduler: Scheduler;
  random: SeededRandom;
  faults: Faults;
  points: AwaitPoints;
  /** Mean time that one call takes while there are faults. */
  callMs: number;
  /** Points at which functions die again and again. */
  isDangerous(point: string): boolean;
  /** Points at which they are frozen again and again. */
  isSticky(point: string): boolean;
  trace(text: string): void;
}

/** One run of one function, from its event to its answer or its death. */
export interface Invocation {
  readonly functionName: FunctionName;
  /** `worker#12`, for the trace. */
  readonly name: string;
  readonly startedAtMs: number;
  readonly isOver: boolean;
  /** Resolves when the run reaches this point, some time later; never when it dies there. */
  pass(point: string, slow: FaultKind | undefined): Promise<void>;
  /** The port as this run sees it: every call takes time, and may fail, lose its answer, or be the last. */
  wrap<Port extends object>(portName: string, service: Service, port: Port): Port;
  /** Run the function; undefined when it died. */
  run<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined>;
}

export type Service = "sqs" | "dynamodb";

/** Calls whose answer is read piece by piece. */
const ITERATED: ReadonlySet<string> = new Set(["blocks.readBlocks", "blocks.readSourceBlocks", "jobs.listLive"]);
/** Calls that change nothing. */
const READS = /\.(read|list|open|depth)/;
/** Calls that an SDK cannot send a second time by itself: they are many requests. */
const MANY_REQUESTS: ReadonlySet<string> = new Set(["partials.put", "jobs.createNodes", "blocks.deleteSourceBlocks"]);
/** A slow call takes so long, seconds as often as minutes: who reads is told after eight seconds that it is too much. */
const SLOW_MS_MIN = 1_000;
const SLOW_MS_MAX = 120_000;
const CALM_CALL_MS = 4;
/** The query that is slow most often, and how often at least: while it lasts others publish and delete what it reads. */
const SLOWEST_POINT = "blocks.readSourceBlocks before";
const SLOWEST_RATE = 0.15;
/** Where it matters that the world moves on: before a write, whose conditions were read long ago. */
const STALL_POINT = /^\w+\.(?!read|list|open|depth)\w+ before$/;
const STALL_MS_MIN = 1_000;
/** How often a function dies where it is dangerous. */
const DANGER_RATE = 0.3;
/** How often it is frozen where it is sticky. */
const STICKY_RATE = 0.4;

/** What never comes, for each who waits a promise of his own: one for all would keep every world whose functions died. */
const forever = (): Promise<never> => new Promise(() => {});

/** A run that has not begun. */
export function createInvocation(functionName: FunctionName, number: number, timeoutMs: number, world: InvocationWorld): Invocation {
  const { scheduler, random, faults, points, isDangerous, isSticky, trace } = world;
  const name = `${functionName}#${number}`;
  const startedAtMs = scheduler.now();
  let isOver = false;
  let stalledUntilMs = 0;
  let endDead: (() => void) | undefined;

  const die = (kind: FaultKind, where: string): void => {
    isOver = true;
    faults.note(kind);
    trace(`${name} dies (${kind}) ${where}`);
    endDead?.();
  };
  const latency = (point: string, slow: FaultKind | undefined): number => {
    if (slow !== undefined && faults.strikes(slow, point === SLOWEST_POINT ? SLOWEST_RATE : 0)) {
      const milliseconds = Math.round(SLOW_MS_MIN * (SLOW_MS_MAX / SLOW_MS_MIN) ** (random.below(1_000) / 1_000));
      faults.lasts(milliseconds);
      return milliseconds;
    }
    const mean = faults.isStopped ? CALM_CALL_MS : world.callMs;
    return mean * (0.1 + 1.8 * random.below(1_000) * 0.001);
  };
  const standStill = (milliseconds: number): Promise<void> => new Promise((resolve) => scheduler.schedule(milliseconds, () => void (isOver || resolve())));
  /** The whole run is frozen, its signs of life too: others do its work, and much later it goes on where it was. */
  const stall = (): void => {
    const milliseconds = random.between(STALL_MS_MIN, Math.max(STALL_MS_MIN, startedAtMs + timeoutMs - scheduler.now()));
    stalledUntilMs = scheduler.now() + milliseconds;
    faults.lasts(milliseconds);
    trace(`${name} is frozen for ${milliseconds / 1000} s`);
  };
  const pass = async (point: string, slow: FaultKind | undefined): Promise<void> => {
    if (isOver) return forever();
    await standStill(latency(point, slow));
    if (STALL_POINT.test(point) && faults.strikes("lambda.stalled", isSticky(point) ? STICKY_RATE : 0)) stall();
    while (stalledUntilMs > scheduler.now()) await standStill(stalledUntilMs - scheduler.now());
    const key = `${functionName} ${point}`;
    points.reached.set(key, (points.reached.get(key) ?? 0) + 1);
    const kind = faults.strikes("lambda.killed", isDangerous(key) ? DANGER_RATE : 0)
      ? "lambda.killed"
      : MEMORY_POINT.test(point) && faults.strikes("lambda.out-of-memory")
        ? "lambda.out-of-memory"
        : undefined;
    if (kind === undefined) return;
    points.crashed.set(key, (points.crashed.get(key) ?? 0) + 1);
    isOver = true;
    trace(`${name} dies (${kind}) ${point}`);
    endDead?.();
    return forever();
  };

  const answer = async (call: string, service: Service, act: () => unknown): Promise<unknown> => {
    const slow = service === "dynamodb" ? "dynamodb.slow" : undefined;
    const isWrite = !READS.test(call);
    await pass(`${call} before`, slow);
    refuse(call, service, isWrite);
    let result = await act();
    if (isWrite && service === "dynamodb" && !MANY_REQUESTS.has(call) && faults.strikes("dynamodb.retried-unseen")) result = await act();
    const isLost = isWrite && faults.strikes(service === "dynamodb" ? "dynamodb.answer-lost" : "sqs.answer-lost");
    trace(`${name} ${call}${typeof result === "boolean" ? ` = ${result}` : ""}${isLost ? " (answer lost)" : ""}`);
    await pass(`${call} after`, undefined);
    if (isLost) throw new TransientError("INJECTED", `the answer of ${call} was lost`);
    return result;
  };
  async function* iterate(call: string, act: () => unknown): AsyncGenerator {
    await pass(`${call} before`, "dynamodb.slow");
    refuse(call, "dynamodb", false);
    for await (const item of act() as AsyncIterable<unknown>) yield item;
    await pass(`${call} after`, undefined);
  }
  const refuse = (call: string, service: Service, isWrite: boolean): void => {
    const kind: FaultKind | undefined =
      service === "sqs"
        ? faults.strikes("sqs.send-refused")
          ? "sqs.send-refused"
          : undefined
        : faults.strikes("dynamodb.throttled")
          ? "dynamodb.throttled"
          : isWrite && faults.strikes("dynamodb.conflict")
            ? "dynamodb.conflict"
            : undefined;
    if (kind !== undefined) throw new TransientError("INJECTED", `${call} was refused: ${kind}`);
  };

  /** A run that throws is as one that died: its event comes again, if it does. */
  const fail = (error: unknown): undefined => {
    if (!(error instanceof TransientError)) throw error;
    trace(`${name} fails: ${error.message}`);
    isOver = true;
  };

  return {
    functionName,
    name,
    startedAtMs,
    get isOver() {
      return isOver;
    },
    pass,
    wrap: (portName, service, port) =>
      new Proxy(port, {
        get(target, property, receiver) {
          const value: unknown = Reflect.get(target, property, receiver);
          if (typeof value !== "function" || typeof property !== "string") return value;
          const call = `${portName}.${property}`;
          return (...args: unknown[]) => {
            const act = (): unknown => Reflect.apply(value, target, args);
            return ITERATED.has(call) ? iterate(call, act) : answer(call, service, act);
          };
        },
      }),
    async run(act) {
      trace(`${name} starts`);
      const died = new Promise<undefined>((resolve) => (endDead = () => resolve(undefined)));
      scheduler.schedule(timeoutMs, () => void (isOver || die("lambda.timed-out", `after ${timeoutMs / 1000} s`)));
      const result = await Promise.race([act().catch(fail), died]);
      if (isOver) return undefined;
      // What was not awaited is frozen with the function.
      isOver = true;
      trace(`${name} ends`);
      return result;
    },
  };
}

/** Where much memory is in use: at the bytes of an object and at partials. */
const MEMORY_POINT = /^(s3\.body|partials\.)/;
