/**
 * What people call a function or a queue of a synthesized stack, by its physical name: `fanfold-local-FunctionsStreamWorker844B61DE` is
 * `stream-worker`, `fanfold-local-QueuesRanges33C6ACC7` is `ranges`. Any other name stays as it is.
 */
export function labelOfResource(physicalName: string): string {
  const constructId = /-(?:Functions|Queues)([A-Z][A-Za-z0-9]*)[0-9A-F]{8}$/.exec(physicalName)?.[1];
  return constructId === undefined ? physicalName : constructId.replace(/(?<=[a-z0-9])[A-Z]|(?<=[a-z])\d+$/g, (mark) => `-${mark}`).toLowerCase();
}
