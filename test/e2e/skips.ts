import type { TargetKind } from "./target-kind.ts";

const KILL = "kill -9 of the whole stack in the middle of a job > loses nothing: after a new start the job ends with the result of analyze";
const FAULTY = "the running stack, when things go wrong > ";
const PROXY = "functions on AWS cannot reach a proxy of this machine that would make the fault";

/** Tests of the end-to-end suite that a target cannot run, by their names, each with the reason. All but those about deployments run on the embedded stack. */
export const SKIPS: Readonly<Record<TargetKind, Readonly<Record<string, string>>>> = {
  embedded: Object.fromEntries(
    [
      "differs in nothing from its template, nor after a second stage stands beside it, whose jobs are its own",
      "that is upgraded while a job runs loses nothing of it",
      "keeps the bucket and the table when it is destroyed, unless it was told otherwise",
      "over a bucket that exists hears of its objects through EventBridge",
    ].map((test) => [`a stack deployed by the CDK > ${test}`, "nothing is deployed to the embedded stack: it runs the template"]),
  ),
  endpoint: { [KILL]: "MiniStack keeps its state in memory and writes it when it stops: killed, it forgets what it confirmed" },
  aws: {
    [KILL]: "nobody can kill AWS",
    [`${FAULTY}worker failure: attempts that hang are killed, and their ranges come back`]: PROXY,
    [`${FAULTY}a range that cannot be read ends as a gap, and a redrive completes the job`]: PROXY,
    [`${FAULTY}an object that is replaced while it is read: the old job ends superseded, the new one complete`]: PROXY,
    "high latency > of 300 ms on every call gives the same result": PROXY,
  },
};
