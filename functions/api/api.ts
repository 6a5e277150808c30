import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { ApiDeps } from "./api-deps.ts";
import { authorize } from "./authorize.ts";
import { isJobId } from "./parameters.ts";
import { answerError, answerProblem, codeOf, isOurFault } from "./problem.ts";
import { readQuery, readRequest, type ApiRequest } from "./request.ts";
import { buildResponse, type ApiAnswer } from "./respond.ts";
import { allowedMethods, findRoutes } from "./router.ts";

/** The results API: one event of an HTTP API is one request. It never throws: what goes wrong is a problem in the answer. */
export const createApi =
  (deps: ApiDeps) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAtMs = deps.clock.now();
    const request = readRequest(event);
    const log = deps.log.with({ requestId: request.requestId, method: request.method });
    const answer = await answerRequest(request, { ...deps, log });
    log.info("request", { status: answer.status, milliseconds: deps.clock.now() - startedAtMs });
    return buildResponse(answer, request);
  };

async function answerRequest(request: ApiRequest, deps: ApiDeps): Promise<ApiAnswer> {
  try {
    return await dispatch(request, deps);
  } catch (error) {
    const fields = { code: codeOf(error) };
    if (isOurFault(error)) deps.log.error("request failed", fields, error);
    else deps.log.info("request refused", fields);
    return answerError(error, request.requestId);
  }
}

/** Which routes there are is no secret: what is not there says so to everybody, what is there asks for the token first. */
async function dispatch(request: ApiRequest, deps: ApiDeps): Promise<ApiAnswer> {
  const found = findRoutes(request.segments);
  if (found === undefined) return answerProblem("NOT_FOUND", "see /openapi.json for the routes", request.requestId);
  const allow = allowedMethods(found.routes);
  if (request.method === "OPTIONS") return { status: 204, headers: { allow } };
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = found.routes.find((candidate) => candidate.method === method);
  if (route === undefined) return answerProblem("METHOD_NOT_ALLOWED", `this route answers ${allow}`, request.requestId, {}, { allow });
  const { jobId } = found.params;
  // Of what people send only what our own patterns allow gets into a line.
  deps.log.note({ route: route.path, ...(jobId !== undefined && isJobId(jobId) ? { jobId } : {}) });
  const input = { request, params: found.params };
  if (route.role === null) return route.handle({ ...input, query: readQuery(request, route.query) }, deps);
  const outcome = await authorize(request, route.role, deps.jobs);
  if ("refusal" in outcome) return outcome.refusal;
  return route.handle({ ...input, query: readQuery(request, route.query), token: outcome.token }, deps);
}
