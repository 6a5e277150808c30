/** A deliberate bug: one change of one place of the product. */
export interface Mutation {
  name: string;
  file: string;
  /** Occurs exactly once in the file. */
  find: string;
  replace: string;
}

/** Bugs of which each has to be seen by some checker. Every one still type-checks. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "no ETag check, where a store ignores If-Match",
    file: "shared/adapters/s3/get-object.ts",
    find: "if (answered.eTag !== eTag || answered.objectBytes !== objectBytes) throw",
    replace: 'if (eTag === "") throw',
  },
  {
    name: "a short body counts as the whole piece",
    file: "shared/adapters/s3/object-store.ts",
    find: "        if (byte === endByte) return;\n        fault = new ReadFault",
    replace: "        if (byte <= endByte) return;\n        fault = new ReadFault",
  },
  {
    name: "a retried piece begins at its start again",
    file: "shared/adapters/s3/object-store.ts",
    find: "opened = openRange(client, object, byte, endByte);",
    replace: "opened = openRange(client, object, startByte, endByte);",
  },
  {
    name: "count marks instead of keeping a set",
    file: "shared/adapters/memory/fold-nodes.ts",
    find: "[into]: new Set([...node[into], child])",
    replace: "[into]: new Set([...node[into], node[into].size])",
  },
  {
    name: "a late success counts after its gap",
    file: "shared/adapters/memory/fold-nodes.ts",
    find: "if (node.generation !== generation || other.has(child) || child >= node.childCount) return undefined;",
    replace: 'if (node.generation !== generation || (other.has(child) && into === "failed") || child >= node.childCount) return undefined;',
  },
  {
    name: "a mark of an older generation counts",
    file: "shared/adapters/memory/fold-nodes.ts",
    find: "if (node.generation !== generation || other",
    replace: "if (node.generation < generation || other",
  },
  {
    name: "acknowledge before writing",
    file: "shared/protocol/settle-batch.ts",
    find: "    await process(record);",
    replace: "    void process(record).catch(() => {});",
  },
  {
    name: "mark before the partial",
    file: "functions/worker/worker.ts",
    find: '  await deps.partials.put(key, job.generation, hashPartial(partial), partial.summary, partial.windowPages, deps.meter.claim([{ call: "mark-child" }]));\n  const node = await markChildDone(job, { rangeIndex }, deps);',
    replace:
      "  const node = await markChildDone(job, { rangeIndex }, deps);\n  await deps.partials.put(key, job.generation, hashPartial(partial), partial.summary, partial.windowPages, deps.meter.claim([]));",
  },
  {
    name: "a fold node's mark before its partial",
    file: "shared/protocol/fold-node.ts",
    find: "  const isStored = await deps.partials.put(key, job.generation, contentHash, encodeSummary(summary), pages, receipt);",
    replace:
      "  if (job.generation === 0) await markChildDone(job, node, deps);\n  const isStored = await deps.partials.put(key, job.generation, contentHash, encodeSummary(summary), pages, receipt);",
  },
  {
    name: "fold before the last child",
    file: "shared/contracts/job.ts",
    find: "return node.done.size + node.failed.size === node.childCount;",
    replace: "return node.done.size + node.failed.size >= Math.max(1, node.childCount - 1);",
  },
  {
    name: "fold with a child missing",
    file: "shared/protocol/fold-node.ts",
    find: "  if (missing.length === 0) return opened as FoldChild[];",
    replace: "  if (missing.length < opened.length) return opened.filter(({ partial }) => partial !== undefined) as FoldChild[];",
  },
  {
    name: "a full node's fold is not always sent",
    file: "functions/worker/worker.ts",
    find: "  if (node === undefined) return true;",
    replace: "  if (node === undefined || (node.done.size + node.failed.size === node.childCount && deps.clock.random() < 0.3)) return true;",
  },
  {
    name: "trust the event: its ETag names the content",
    file: "shared/protocol/describe-job.ts",
    find: "  const { eTag, objectBytes, lastModifiedMs } = object;",
    replace: "  const { eTag, objectBytes, lastModifiedMs } = { ...object, eTag: upload.eTag ?? object.eTag };",
  },
  {
    name: "trust the event's order: one that is not of what is there is old",
    file: "functions/splitter/splitter.ts",
    find: '    if (upload.objectKey.endsWith("/") && start.objectBytes === 0) return;',
    replace: "    if (current !== undefined && upload.eTag === start.eTag && current.version > 1) return;",
  },
  {
    name: "an old generation's fold wins: its blocks",
    file: "shared/adapters/memory/block-store.ts",
    find: "if ((blocks.get(key)?.block.generation ?? 0) > block.generation) return false;",
    replace: "if ((blocks.get(key)?.block.generation ?? 0) > block.generation + 9) return false;",
  },
  {
    name: "an old generation's fold wins: its summary",
    file: "shared/adapters/memory/block-store.ts",
    find: "if ((results.get(jobId)?.generation ?? 0) > generation) return false;",
    replace: "if ((results.get(jobId)?.generation ?? 0) > generation + 9) return false;",
  },
  {
    name: "a job ends whatever its generation",
    file: "shared/adapters/memory/jobs.ts",
    find: "(job) => !hasEnded(job) && job.generation === expected.generation && (",
    replace: "(job) => !hasEnded(job) && (",
  },
  {
    name: "a job ends whatever its version",
    file: "shared/adapters/memory/jobs.ts",
    find: "(expected.version === undefined || job.version === expected.version)",
    replace: "(expected.version === undefined || job.version >= expected.version)",
  },
  {
    name: "forget the tail of a range",
    file: "shared/core/ranges/plan-ranges.ts",
    find: "endByte: Math.min(objectBytes, range.endByte + LINE_BYTES_MAX)",
    replace: "endByte: Math.min(objectBytes, range.endByte)",
  },
  {
    name: "a line belongs to no range when it begins with one",
    file: "shared/core/ranges/plan-ranges.ts",
    find: "startByte: Math.max(0, range.startByte - 1)",
    replace: "startByte: Math.max(0, range.startByte)",
  },
  {
    name: "the older content is published last",
    file: "shared/adapters/memory/currents.ts",
    find: "current.jobId === published.jobId && !(",
    replace: "current.version >= published.version && !(",
  },
  {
    name: "a newer publication is overwritten",
    file: "shared/adapters/memory/currents.ts",
    find: "!(previous !== undefined && isNewer(previous, published))",
    replace: "!(previous !== undefined && previous.version > published.version + 1)",
  },
  {
    name: "publish before the source's blocks",
    file: "shared/protocol/finish-job.ts",
    find: "  if (!(await writeSourceBlocks(job, published, deps))) return false;\n  const { isPublished, previous } = await deps.jobs.publish(job.objectId, published);",
    replace: "  const { isPublished, previous } = await deps.jobs.publish(job.objectId, published);\n  if (!(await writeSourceBlocks(job, published, deps))) return false;",
  },
  {
    name: "the sweeper has no patience",
    file: "functions/sweeper/sweeper.ts",
    find: "  if (!(await areQueuesEmpty(job, work, deps))) return wait(",
    replace: "  if (work.settledChildren < 0) return wait(",
  },
  {
    name: "the sweeper overlooks progress",
    file: "functions/sweeper/sweeper.ts",
    find: "  if (work.settledChildren !== job.sweep.settledChildren) return wait(",
    replace: "  if (work.settledChildren < job.sweep.settledChildren) return wait(",
  },
  {
    name: "the sweeper's patience doubles without end",
    file: "functions/sweeper/sweeper.ts",
    find: "(sweep.sweeps === 0 ? 1 : 2)",
    replace: "2 ** (1 + 2 * sweep.sweeps)",
  },
  {
    name: "the sweeper does not finish redrives",
    file: "functions/sweeper/sweeper.ts",
    find: "  if (isRedriveUnfinished(job, nodes)) {",
    replace: "  if (isRedriveUnfinished(job, []) && nodes.length > 0) {",
  },
  {
    name: "jobId without the settings",
    file: "shared/contracts/identity.ts",
    find: "      settings.format,\n      settings.timeZone,\n",
    replace: "",
  },
  {
    name: "a duplicate upload makes two jobs",
    file: "shared/protocol/describe-job.ts",
    find: "    jobId: jobIdOf({ bucketName, objectKey, eTag, objectBytes }, settings),",
    replace: "    jobId: jobIdOf({ bucketName, objectKey, eTag: `${eTag}${now}`, objectBytes }, settings),",
  },
  {
    name: "expired partials are folded: a redrive that comes too late is begun",
    file: "shared/protocol/redrive.ts",
    find: "  if (nowMs >= job.redrivableUntilMs) return",
    replace: "  if (nowMs >= 2 * job.redrivableUntilMs) return",
  },
  {
    name: "a redrive keeps its gaps",
    file: "shared/adapters/memory/fold-nodes.ts",
    find: "{ ...node, generation, done, failed: new Set() }",
    replace: "{ ...node, generation, done }",
  },
  {
    name: "a redrive reopens no inner node",
    file: "shared/protocol/redrive.ts",
    find: "  await Promise.all(reopened.map((node) => deps.jobs.reopenNode(nodeKey(job.jobId, node), job.generation, [])));",
    replace: "  await Promise.all(reopened.slice(1).map((node) => deps.jobs.reopenNode(nodeKey(job.jobId, node), job.generation, [])));",
  },
  {
    name: "the splitter sends every range again",
    file: "shared/protocol/tasks.ts",
    find: "    if (!node.done.has(child) && !node.failed.has(child)) yield child;",
    replace: "    if (!node.failed.has(child)) yield child;",
  },
  {
    name: "the splitter does not activate the job",
    file: "shared/adapters/memory/jobs.ts",
    find: "sweep: SWEEP_AT_START, nextCheckAtMs } : { ...job, version }),\n      );\n      return",
    replace: "sweep: SWEEP_AT_START, nextCheckAtMs } : { ...job }),\n      );\n      return",
  },
  {
    name: "a superseded job stays so when its content comes back",
    file: "shared/adapters/memory/jobs.ts",
    find: '(job.state === "superseded" ? {',
    replace: '(job.state === "superseded" && job.version === 0 ? {',
  },
  {
    name: "the previous job is not superseded",
    file: "shared/adapters/memory/jobs.ts",
    find: '({ ...job, state: "superseded", version: versionRead + 1,',
    replace: "({ ...job, version: versionRead + 1,",
  },
  {
    name: "a dead range counts as done",
    file: "functions/dead-letter/dead-letter.ts",
    find: "  const marked = await deps.jobs.markFailed(key, child, task.generation);",
    replace: "  const marked = await deps.jobs.markDone(key, child, task.generation);",
  },
  {
    name: "a gap has no note",
    file: "functions/dead-letter/dead-letter.ts",
    find: 'reason: "attempts-used-up", attempts: RECEIVES_MAX }',
    replace: 'reason: "unknown", attempts: RECEIVES_MAX }',
  },
  {
    name: "a running job's windows are called final",
    file: "shared/protocol/read-view.ts",
    find: 'const view = { state: isFinal ? "final" : "partial", summary,',
    replace: 'const view = { state: isFinal || job.generation === 0 ? "final" : "partial", summary,',
  },
  {
    name: "readers of a source take every version",
    file: "shared/protocol/read-source-metrics.ts",
    find: "if (published?.version !== block.version || published.generation !== block.generation || published.jobId !== block.jobId) continue;",
    replace: "if (published === undefined) continue;",
  },
  {
    name: "readers of a source look once",
    file: "shared/protocol/read-source-metrics.ts",
    find: "  if (known.size === 0 && now.size > 0) return false;\n  return [...now].every(",
    replace: "  if (known.size === 0 && now.size > 0) return false;\n  return known.size > 0 || [...now].every(",
  },
  {
    name: "what is replaced is deleted before it is",
    file: "shared/protocol/finish-job.ts",
    find: "deps.blocks.deleteSourceBlocks(previousJob.source, job.objectId, previous.version, previous.generation, [hourStartMs])",
    replace: "deps.blocks.deleteSourceBlocks(previousJob.source, job.objectId, previous.version + 1, previous.generation, [hourStartMs])",
  },
  {
    name: "a deleted object's range is tried to the end",
    file: "functions/worker/worker.ts",
    find: '    case "OBJECT_REPLACED":\n      return { state: "superseded", endedAtMs };',
    replace: '    case "OBJECT_REPLACED":\n      return { state: "complete", endedAtMs };',
  },
  {
    name: "an inner node does not say where its windows end",
    file: "shared/protocol/fold-node.ts",
    find: "  if (mayExceedWindows(summary)) await settleMerged",
    replace: "  if (mayExceedWindows(summary) && children.length === 0) await settleMerged",
  },
  {
    name: "a small object's blocks stand under a version that is not taken yet, and do not name their job",
    file: "shared/adapters/memory/block-store.ts",
    find: "block.generation, block.jobId, block.page]",
    replace: "block.generation, block.page]",
  },
  {
    name: "nobody ends the job of an object that was deleted before it was split",
    file: "functions/splitter/splitter.ts",
    find: "  if (job?.version === 0) await endAndTell(job,",
    replace: "  if (job?.version === -1) await endAndTell(job,",
  },
  {
    name: "the sweeper tells of no end",
    file: "functions/sweeper/sweeper.ts",
    find: "return tellUntold(job, deps);",
    replace: "return;",
  },
  {
    name: "a small job whose splitter died is shown, and nobody is told",
    file: "functions/splitter/splitter.ts",
    find: "    if (hasEnded(job)) await tellEnd(job, deps);",
    replace: "    if (job.version < 0) await tellEnd(job, deps);",
  },
  {
    name: "no signs of life, and six times the timeout",
    file: "infra/stage-times.ts",
    find: "  return HAS_HEARTBEAT.has(consumer) ? timeoutSeconds + HIDDEN_SPARE_SECONDS : HIDDEN_PER_TIMEOUT * timeoutSeconds;",
    replace: '  return HAS_HEARTBEAT.has("api") ? timeoutSeconds + HIDDEN_SPARE_SECONDS : HIDDEN_PER_TIMEOUT * timeoutSeconds;',
  },
  {
    name: "ranges are sent while a redrive is half-way",
    file: "shared/protocol/redrive.ts",
    find: "  let nodes = await readTree(job, deps);\n  if (isRedriveUnfinished(job, nodes)) {",
    replace: "  let nodes = await readTree(job, deps);\n  if (nodes.length < 0) {",
  },
  {
    name: "a dead upload fails a job that was activated",
    file: "shared/adapters/job-rules.ts",
    find: '  return job.state === "queued" && job.version === 0;',
    replace: '  return job.state === "queued";',
  },
];
