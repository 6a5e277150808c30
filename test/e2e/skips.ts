import type { TargetKind } from "./target-kind.ts";

const KILL = "kill -9 of the whole stack in the middle of a job > loses nothing: after a new start the job ends with the result of analyze";
const FAULTY = "the running stack, when things go wrong > ";
const PROXY = "functions on AWS cannot reach a proxy of this machine that would make the fault";

/** Tests of the end-to-end suite that a target cannot run, by their names, each with the reason. The embedded stack runs them all. */
export const SKIPS: Readonly<Record<TargetKind, Readonly<Record<string, string>>>> = {
  embedded: {},
  endpoint: { [KILL]: "MiniStack keeps its state in memory and writes it when it stops: killed, it forgets what it confirmed" },
  aws: {
    [KILL]: "nobody can kill AWS",
    [`${FAULTY}worker failure: attempts that hang are killed, and their ranges come back`]: PROXY,
    [`${FAULTY}a range that cannot be read ends as a gap, and a redrive completes the job`]: PROXY,
    [`${FAULTY}an object that is replaced while it is read: the old job ends superseded, the new one complete`]: PROXY,
    "high latency > of 300 ms on every call gives the same result": PROXY,
  },
};
