import { InputError } from "../core/errors.ts";

/** The version that every message carries. `docs/versions.md` says when it has to grow. */
const MESSAGE_VERSION = 1;
/** The part before the point of the version of S3's notifications. Source: "Event message structure", Amazon S3 user guide. */
const S3_EVENT_VERSION = 2;

/** Parse one range and write its partial. */
export interface RangeTask {
  kind: "range";
  jobId: string;
  generation: number;
  rangeIndex: number;
}

/** Fold one full node. */
export interface FoldTask {
  kind: "fold";
  jobId: string;
  generation: number;
  level: number;
  index: number;
}

/** Something was stored under a key. `eTag` is what the event said, for the record: the splitter looks for itself. */
export interface Upload {
  bucketName: string;
  objectKey: string;
  eTag?: string;
  objectBytes?: number;
  /** When it was stored, epoch ms, as S3's own event says. */
  uploadedAtMs?: number;
  /** Said by the sweeper: the job that waits for this look at the key. */
  jobId?: string;
}

export type Task = RangeTask | FoldTask;

/** The body of a task's message. */
export function buildTask(task: Task): string {
  return JSON.stringify({ v: MESSAGE_VERSION, ...task });
}

/**
 * The task in a message's body.
 * @throws InputError `BAD_MESSAGE` when it is not one of ours, `NEWER_VERSION` when a newer version than this one wrote it.
 */
export function parseTask(body: string): Task {
  const value = parseObject(body);
  const { v, kind, jobId, generation } = value;
  refuseNewer(v, MESSAGE_VERSION);
  if (v !== MESSAGE_VERSION || typeof jobId !== "string" || !isCount(generation)) throw badMessage(body);
  if (kind === "range" && isCount(value["rangeIndex"])) return { kind, jobId, generation, rangeIndex: value["rangeIndex"] };
  if (kind === "fold" && isCount(value["level"]) && isCount(value["index"])) return { kind, jobId, generation, level: value["level"], index: value["index"] };
  throw badMessage(body);
}

/** The body of a message that says an upload again: the shape of S3's own notifications, with the job beside it, so that the splitter knows one shape only. */
export function buildUploadEvent(upload: Upload): string {
  const key = encodeURIComponent(upload.objectKey).replaceAll("%20", "+");
  const object = { key, ...(upload.objectBytes === undefined ? {} : { size: upload.objectBytes }), ...(upload.eTag === undefined ? {} : { eTag: upload.eTag }) };
  const fanfold = { v: MESSAGE_VERSION, ...(upload.jobId === undefined ? {} : { jobId: upload.jobId }) };
  return JSON.stringify({ Records: [{ eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3: { bucket: { name: upload.bucketName }, object }, fanfold }] });
}

/**
 * The uploads that a notification names; none for `s3:TestEvent` and for events that are not about a stored object. Keys arrive URL-encoded.
 * Source: "Event message structure", Amazon S3 user guide.
 * @throws InputError `BAD_MESSAGE` when it is no notification, `NEWER_VERSION` when it is one of a version that nobody here knows.
 */
export function parseUploadEvent(body: string): Upload[] {
  const value = parseObject(body);
  if (value["Event"] === "s3:TestEvent") return [];
  if (value["detail-type"] === "Object Created") return [parseEventBridgeUpload(value, body)];
  if (!Array.isArray(value["Records"])) throw badMessage(body);
  return (value["Records"] as unknown[]).flatMap((record) => {
    const entry = asObject(record);
    const eventName = entry?.["eventName"];
    if (typeof eventName !== "string" || !eventName.startsWith("ObjectCreated:")) return [];
    const ours = asObject(entry?.["fanfold"]);
    refuseNewer(ours?.["v"], MESSAGE_VERSION);
    refuseNewer(majorOf(entry?.["eventVersion"]), S3_EVENT_VERSION);
    const s3 = asObject(entry?.["s3"]);
    const object = asObject(s3?.["object"]);
    const bucketName = asObject(s3?.["bucket"])?.["name"];
    const key = object?.["key"];
    if (typeof bucketName !== "string" || typeof key !== "string") throw badMessage(body);
    const jobId = ours?.["jobId"];
    const uploadedAtMs = parseInstant(entry?.["eventTime"]);
    return [{ ...buildUpload(bucketName, decodeKey(key, body), object?.["eTag"], object?.["size"]), ...uploadedAtMs, ...(typeof jobId === "string" ? { jobId } : {}) }];
  });
}

/** EventBridge gives the key as it is, and names the ETag otherwise. */
function parseEventBridgeUpload(value: Record<string, unknown>, body: string): Upload {
  const detail = asObject(value["detail"]);
  const object = asObject(detail?.["object"]);
  const bucketName = asObject(detail?.["bucket"])?.["name"];
  const key = object?.["key"];
  if (typeof bucketName !== "string" || typeof key !== "string") throw badMessage(body);
  return { ...buildUpload(bucketName, key, object?.["etag"], object?.["size"]), ...parseInstant(value["time"]) };
}

function parseInstant(text: unknown): Pick<Upload, "uploadedAtMs"> {
  const uploadedAtMs = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isFinite(uploadedAtMs) ? { uploadedAtMs } : {};
}

function buildUpload(bucketName: string, objectKey: string, eTag: unknown, size: unknown): Upload {
  return {
    bucketName,
    objectKey,
    ...(typeof eTag === "string" && eTag !== "" ? { eTag: eTag.replaceAll('"', "") } : {}),
    ...(isCount(size) ? { objectBytes: size } : {}),
  };
}

function decodeKey(key: string, body: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    throw new InputError("BAD_MESSAGE", "the notification's key is not URL-encoded UTF-8", { bodyCharacters: body.length }, cause);
  }
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new InputError("BAD_MESSAGE", "the message is not JSON", { bodyCharacters: body.length }, cause);
  }
  return asObject(value) ?? fail(body);
}

function fail(body: string): never {
  throw badMessage(body);
}

function badMessage(body: string): InputError {
  return new InputError("BAD_MESSAGE", "the message is neither a task nor an S3 notification", { bodyCharacters: body.length });
}

/** What a newer version means by the same words nobody here can know: the message is tried again, and then a dead letter. */
function refuseNewer(version: unknown, known: number): void {
  if (typeof version === "number" && version > known) throw new InputError("NEWER_VERSION", "the message was written by a newer version", { version, known });
}

function majorOf(version: unknown): number | undefined {
  return typeof version === "string" ? Number(version.split(".")[0]) : undefined;
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
