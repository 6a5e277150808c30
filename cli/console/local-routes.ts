import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { PROBLEMS, ROLE_RANK, type Problem, type ProblemCode } from "../../shared/contracts/api.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";

const TOKEN_CHARACTERS_MAX = 512;
const BEARER = /^bearer +([\w\-.~+/]+=*) *$/i;

/** What a route of the local stack answers. */
export interface LocalAnswer {
  contentType: string;
  text: string;
}

/** A route for whoever has a token of the results API, of any role. Without one it says nothing of the stack. */
export function localRoute(jobs: Pick<JobStore, "readToken">, answer: () => Promise<LocalAnswer>): RequestListener {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "GET" && request.method !== "HEAD") return sendProblem(response, "METHOD_NOT_ALLOWED", "this route answers GET, HEAD", { allow: "GET, HEAD" });
    const given = BEARER.exec(request.headers.authorization ?? "")?.[1];
    if (given === undefined || given.length > TOKEN_CHARACTERS_MAX)
      return sendProblem(response, "UNAUTHENTICATED", "send the header Authorization: Bearer <token>", { "www-authenticate": 'Bearer realm="fanfold"' });
    const token = await jobs.readToken(sha256Hex(given));
    if (token === undefined || ROLE_RANK[token.role] < ROLE_RANK.read)
      return sendProblem(response, "UNAUTHENTICATED", "nobody knows this token", { "www-authenticate": 'Bearer realm="fanfold", error="invalid_token"' });
    const { contentType, text } = await answer();
    send(response, 200, { "content-type": contentType, "cache-control": "no-store" }, text);
  };
  return (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) sendProblem(response, "UNAVAILABLE", "a part of the stack is being started again; ask once more", { "retry-after": "1" });
      else response.destroy();
    });
  };
}

function sendProblem(response: ServerResponse, code: ProblemCode, detail: string, headers: Record<string, string>): void {
  const { status, title } = PROBLEMS[code];
  const problem: Omit<Problem, "instance"> = { type: `urn:fanfold:problem:${code.toLowerCase().replaceAll("_", "-")}`, title, status, code, detail };
  send(response, status, { "content-type": "application/problem+json", ...headers }, JSON.stringify(problem));
}

/** Node leaves the body out where HEAD asked. */
function send(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
}
