// Loads a worker's bundle, gives it one task, and says when it had loaded and when its kernel had parsed for the first time: node start-worker.mjs BUNDLE TASK
import { pathToFileURL } from "node:url";

const [bundle, body] = process.argv.slice(2);
const began = performance.now();
let imported;

// The kernel is the module that exports `parse`.
const { Instance } = WebAssembly;
WebAssembly.Instance = function watchInstance(module, imports) {
  const { exports } = new Instance(module, imports);
  const { parse } = exports;
  if (parse === undefined) return { exports };
  const watched = (...args) => {
    const result = parse(...args);
    process.stdout.write(`${JSON.stringify({ imported: imported - began, parsed: performance.now() - began })}\n`, () => process.exit(0));
    return result;
  };
  return { exports: { ...exports, parse: watched } };
};

const { handler } = await import(pathToFileURL(bundle).href);
imported = performance.now();
await handler(
  { Records: [{ messageId: "1", receiptHandle: "1", body, attributes: { ApproximateReceiveCount: "1", SentTimestamp: "0" } }] },
  { awsRequestId: "1", functionName: "worker", memoryLimitInMB: "640", invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:worker" },
);
