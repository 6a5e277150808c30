import { InputError, TransientError } from "../../shared/core/errors.ts";

/** How often things go wrong: chances in [0, 1] for each call of a port or each delivery. */
export interface FaultPlan {
  /** The process is killed before a call: nothing of this attempt happens any more. */
  crashBefore?: number;
  /** The process is killed after a call took effect, before its answer arrived. */
  crashAfter?: number;
  /** A call fails without effect, as a throttled one does. */
  failBefore?: number;
  /** A call takes effect and its answer is lost. */
  failAfter?: number;
  /** A message is delivered to two functions at once. */
  double?: number;
  /** Reading this range of any object fails every time. */
  isPoison?: (startByte: number) => boolean;
}

/** The end of a killed process: nobody may catch it and go on. */
class Killed extends Error {
  override readonly name = "Killed";
}

export interface Attempt {
  /** The port as a process in this attempt sees it. */
  wrap<Port extends object>(name: string, port: Port): Port;
  isDead(): boolean;
}

export interface Faults {
  startAttempt(name: string): Attempt;
  doubles(queue: string): boolean;
  /** From now on nothing goes wrong any more. */
  stop(): void;
  /** How many faults of each kind there were. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Calls whose answer is read piece by piece. */
const ITERATING_CALLS: ReadonlySet<string> = new Set(["objects.readRange", "blocks.readBlocks", "blocks.readSourceBlocks", "jobs.listLive"]);

/** Nothing goes wrong. */
export const noFaults = (): Faults => createFaults({}, () => 1);

/** Faults by chance. */
export function createFaults(plan: FaultPlan, random: () => number): Faults {
  const counts = new Map<string, number>();
  let isStopped = false;
  const happens = (kind: keyof FaultPlan): boolean => {
    const chance = plan[kind];
    if (isStopped || typeof chance !== "number" || random() >= chance) return false;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return true;
  };
  return {
    counts,
    stop: () => void (isStopped = true),
    doubles: () => happens("double"),
    startAttempt(name) {
      let isDead = false;
      const die = (): never => {
        isDead = true;
        throw new Killed(`${name} was killed`);
      };
      const before = (call: string): void => {
        if (isDead) throw new Killed(`${name} is dead`);
        if (happens("crashBefore")) die();
        if (happens("failBefore")) throw new TransientError("INJECTED", `${call} was throttled`);
      };
      const after = (call: string): void => {
        if (isDead) throw new Killed(`${name} is dead`);
        if (happens("crashAfter")) die();
        if (happens("failAfter")) throw new TransientError("INJECTED", `the answer of ${call} was lost`);
      };
      const answer = async (call: string, act: () => unknown): Promise<unknown> => {
        before(call);
        const result = await act();
        after(call);
        return result;
      };
      async function* iterate(call: string, act: () => unknown): AsyncGenerator {
        before(call);
        for await (const item of act() as AsyncIterable<unknown>) {
          if (isDead) throw new Killed(`${name} is dead`);
          yield item;
        }
        after(call);
      }
      const wrap = <Port extends object>(portName: string, port: Port): Port =>
        new Proxy(port, {
          get(target, property, receiver) {
            const value: unknown = Reflect.get(target, property, receiver);
            if (typeof value !== "function" || typeof property !== "string") return value;
            const call = `${portName}.${property}`;
            return (...args: unknown[]) => {
              if (call === "objects.readRange" && !isStopped && plan.isPoison?.(args[1] as number) === true) throw new InputError("POISON", "this range cannot be read");
              const act = (): unknown => Reflect.apply(value, target, args);
              return ITERATING_CALLS.has(call) ? iterate(call, act) : answer(call, act);
            };
          },
        });
      return { wrap, isDead: () => isDead };
    },
  };
}
