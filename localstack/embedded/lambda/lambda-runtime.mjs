// @ts-check
// One execution environment: a process that loads one function and runs one invocation at a time, like the managed Node.js runtime.
// It is plain JavaScript because that starts in half the time, and needs 18 MB less, than stripping types in every environment.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { enableCompileCache, flushCompileCache } from "node:module";

const { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryLimitInMB, LAMBDA_TASK_ROOT: folder = ".", _HANDLER: handlerName = "" } = process.env;

/** How often a process that runs an invocation says that it is alive. */
const SIGN_MS = 1_000;

/** @param {unknown} error */
const describeError = (error) => {
  const known = error instanceof Error ? error : new Error(String(error));
  return { errorType: known.name, errorMessage: known.message, stackTrace: (known.stack ?? "").split("\n") };
};

/** @param {object} message @param {() => void} [then] */
const report = (message, then) => {
  if (process.connected) process.send?.(message, undefined, undefined, () => then?.());
};

/** One line of JSON, as the managed runtime logs an error that the function did not catch. @param {unknown} error @param {string} [requestId] */
const logError = (error, requestId) => {
  const described = describeError(error);
  process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level: "ERROR", requestId, message: described.errorMessage, ...described })}\n`);
};

// The host is gone: whatever runs here has nobody to report to. Code that never yields is killed by the service processes instead.
process.on("disconnect", () => process.exit(1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => {
    logError(error);
    report({ report: "crashed", error: describeError(error) }, () => process.exit(1));
  });
}

const loadHandler = async () => {
  const dot = handlerName.lastIndexOf(".");
  const base = join(folder, handlerName.slice(0, dot));
  const path = [".mjs", ".js", ".cjs"].map((extension) => base + extension).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`Cannot find the file of the handler ${handlerName} in ${folder}`);
  const module = await import(pathToFileURL(path).href);
  const name = handlerName.slice(dot + 1);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== "function") throw new Error(`${handlerName} is not exported, or not a function`);
  return handler;
};

enableCompileCache(process.env["EMBEDDED_COMPILE_CACHE"]);
/** @type {Promise<Function>} */
const loading = loadHandler();
loading.then(
  () => {
    // An environment mostly ends by SIGKILL, which would leave the cache unwritten.
    flushCompileCache();
    report({ report: "loaded" });
  },
  (error) => {
    logError(error);
    report({ report: "crashed", error: describeError(error) }, () => process.exit(1));
  },
);

process.on("message", async (/** @type {{ requestId: string, event: unknown, deadlineMs: number, functionArn: string }} */ { requestId, event, deadlineMs, functionArn }) => {
  const context = {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn,
    memoryLimitInMB,
    awsRequestId: requestId,
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  const signs = setInterval(() => report({ report: "alive", rssBytes: process.memoryUsage.rss() }), SIGN_MS);
  try {
    const handler = await loading;
    const value = await handler(event, context);
    report({ report: "returned", requestId, value, rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    logError(error, requestId);
    report({ report: "threw", requestId, error: describeError(error), rssBytes: process.memoryUsage.rss() });
  } finally {
    clearInterval(signs);
  }
});
