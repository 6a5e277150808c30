import { ensureSynthesized } from "../../infra/synth.ts";
import { describeFailure } from "../../localstack/embedded/embedded-error.ts";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { phaseOf, PHASES, type Phase } from "./phases.ts";
import { startWatchingProxy, type FaultCounts, type Faults, type Passing } from "./watching-proxy.ts";

/** What the process is asked to do, as JSON in its first argument. */
export interface WatchOptions {
  dataDir: string;
  rangeBytes: number;
  faults?: Faults;
}

/** Where to strike: at a phase's request with this number, from 1, counted from now on; before it takes effect, or when it has. */
export interface Target {
  phase: Phase;
  request: number;
  isAnswered: boolean;
  /** End this process with all that it has started, or only say that it is there. */
  isFatal: boolean;
}

/** What the parent may ask for. */
export type WatchOrder = { aim: Target } | { count: true };

/** What it is told. */
export type WatchReport =
  | { ready: Pick<EmbeddedStack, "endpoints" | "outputs" | "regionName" | "credentials"> }
  | { failed: unknown }
  /** When a function made the first request that has to do with a job: an attempt at its work. */
  | { firstAttemptAtMs: number }
  | { reached: Target }
  /** Requests of each phase since the last aim, and the faults so far. */
  | { counts: Record<Phase, number>; faults: FaultCounts };

/** The functions that do the work of jobs, by their logical ids, which are their access keys. The others ask, sweep and settle. */
const WORKING = /Credential=Functions(Splitter|Worker|StreamWorker|Reducer)/;

/**
 * A stack of its own process group whose functions reach their services through a proxy that watches. What it is told to kill, it kills
 * itself, with everything that it has started, in the middle of that request.
 */
const { dataDir, rangeBytes, faults } = JSON.parse(process.argv[2] ?? "{}") as WatchOptions;
const report = (message: WatchReport): void => void process.send?.(message);
const noRequests = (): Record<Phase, number> => Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
const faultCounts: FaultCounts = { delayed: 0, cut: 0, refusals: 0 };
let seen = noRequests();
let aim: Target | undefined;
let hasAttempted = false;

function watch({ service, headers, body, isAnswered }: Passing): void {
  if (!WORKING.test(String(headers.authorization))) return;
  if (!hasAttempted) report({ firstAttemptAtMs: Date.now() });
  hasAttempted = true;
  const phase = phaseOf(service, headers, body.toString("latin1"));
  if (phase === undefined) return;
  if (!isAnswered) seen[phase]++;
  if (aim === undefined || phase !== aim.phase || isAnswered !== aim.isAnswered || seen[phase] < aim.request) return;
  if (aim.isFatal) process.kill(-process.pid, "SIGKILL");
  report({ reached: aim });
  aim = undefined;
}

process.on("message", (order: WatchOrder) => {
  if ("count" in order) return report({ counts: seen, faults: faultCounts });
  aim = order.aim;
  seen = noRequests();
});
// Without the parent nobody would end it.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

try {
  // As `fanfold start` runs it: with the times of one laptop, on which a busy machine makes nobody too late.
  const { templatePath } = await ensureSynthesized({ stage: "local", context: { rangeBytes: String(rangeBytes) } });
  const between = (service: Passing["service"], endpoint: string): Promise<string> => startWatchingProxy(service, endpoint, watch, faults, faultCounts);
  const { endpoints, outputs, regionName, credentials } = await startEmbedded({
    templatePath,
    dataDir,
    log: (entry) => process.stderr.write(`${JSON.stringify(entry).slice(0, 500)}\n`),
    functionEndpoints: async ({ s3, sqs, dynamodb, events, api }) => ({
      api,
      events,
      s3: await between("s3", s3),
      sqs: await between("sqs", sqs),
      dynamodb: await between("dynamodb", dynamodb),
    }),
  });
  report({ ready: { endpoints, outputs, regionName, credentials } });
} catch (error) {
  report({ failed: describeFailure(error) });
  process.exitCode = 1;
}
