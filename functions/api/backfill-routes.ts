import type { BackfillAnswer } from "../../shared/contracts/api.ts";
import type { ApiDeps } from "./api-deps.ts";
import { badBody } from "./problem.ts";
import type { Route } from "./router.ts";

const KEY_BYTES_MAX = 1_024;
/** Keys of one request: one page of S3, and a hundred batches of messages, which take a second. */
const OBJECTS_MAX = 1_000;

interface BackfillRequest {
  prefix: string;
  after: string;
  limit: number;
  isDryRun: boolean;
}

/** Sending what the bucket holds already through the splitter, page by page. */
export const backfillRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/backfills",
    role: "admin",
    query: [],
    handle: async ({ request }, deps) => ({ status: 200, body: await backfill(readBackfill(request.readBody()), deps) }),
  },
];

/** One page. Sending an object twice is harmless: it is the same job. */
async function backfill({ prefix, after, limit, isDryRun }: BackfillRequest, deps: ApiDeps): Promise<BackfillAnswer> {
  const { bucketName } = deps;
  const { objects, isLast } = await deps.lister.listObjects(bucketName, { prefix, after, limit });
  // Consoles mark folders by empty objects, which are no logs.
  const logs = objects.filter(({ objectKey, objectBytes }) => !(objectBytes === 0 && objectKey.endsWith("/")));
  if (!isDryRun) {
    await deps.uploads.send(logs.map((log) => ({ bucketName, ...log })));
    deps.log.info("objects sent to be analysed", { objects: logs.length });
  }
  const objectBytes = logs.reduce((sum, log) => sum + log.objectBytes, 0);
  const next = isLast ? {} : { next: objects.at(-1)?.objectKey ?? after };
  return { bucketName, objects: logs.length, objectBytes, isSent: !isDryRun, ...next };
}

function readBackfill(body: Record<string, unknown>): BackfillRequest {
  const { prefix = "", after = "", limit = OBJECTS_MAX, dryRun = false, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw badBody(unknown, "a backfill has prefix, after, limit and dryRun");
  if (typeof dryRun !== "boolean") throw badBody("dryRun", "true or false");
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > OBJECTS_MAX) throw badBody("limit", `a whole number from 1 to ${OBJECTS_MAX}`);
  return { prefix: readKey("prefix", prefix), after: readKey("after", after), limit, isDryRun: dryRun };
}

function readKey(name: string, value: unknown): string {
  if (typeof value !== "string" || !value.isWellFormed() || Buffer.byteLength(value) > KEY_BYTES_MAX)
    throw badBody(name, `well-formed text of at most ${KEY_BYTES_MAX} bytes in UTF-8`);
  return value;
}
