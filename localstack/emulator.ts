/** What an emulator is and how a stage is deployed to it. Whatever an emulator does otherwise than AWS is answered in this folder, nowhere else. */
export interface Emulator {
  name: "ministack" | "localstack";
  /** Options of `infra/stage-config.ts` that differ from AWS: nothing to keep, and every attempt is a process or a container of this machine. */
  context: Readonly<Record<string, string>>;
  /** Where the results API answers, made of the stack's output. */
  apiUrl: (outputUrl: string) => string;
}

/** No alarm for dollars: nothing costs any, and MiniStack refuses an alarm that is a formula. */
const CONTEXT = { retain: "false", maximumConcurrency: "uploads=4,ranges=8,streams=2,folds=4", alarmDollars: "0" };

/** The emulator that answers at `endpoint`; undefined when nothing answers, or nothing that is known. */
export async function findEmulator(endpoint: string): Promise<Emulator | undefined> {
  // MiniStack answers both, LocalStack its own only.
  if (await answers(`${endpoint}/_ministack/health`)) return { name: "ministack", context: CONTEXT, apiUrl: (outputUrl) => miniStackApiUrl(endpoint, outputUrl) };
  // Without a token it has no HTTP APIs.
  if (await answers(`${endpoint}/_localstack/health`)) return { name: "localstack", context: { ...CONTEXT, api: "function-url" }, apiUrl: (outputUrl) => outputUrl };
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * MiniStack's output names a host below `localhost`, which not every resolver knows and at which it answers `/health` itself; the same API has
 * a path at the endpoint.
 */
export function miniStackApiUrl(endpoint: string, outputUrl: string): string {
  const apiId = new URL(outputUrl).hostname.match(/^([a-z0-9]+)\.execute-api\.localhost$/)?.[1];
  return apiId === undefined ? outputUrl : `${endpoint}/_aws/execute-api/${apiId}/$default`;
}
