import { ROLE_RANK } from "../../shared/contracts/api.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import type { Token, TokenRole } from "../../shared/contracts/job.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import { answerProblem } from "./problem.ts";
import type { ApiRequest } from "./request.ts";
import type { ApiAnswer } from "./respond.ts";

/** Longer ones are no tokens. */
const TOKEN_CHARACTERS_MAX = 512;
const BEARER = /^bearer +([\w\-.~+/]+=*) *$/i;

/**
 * The token of the request if its role is enough, else the answer that refuses. Whoever may do more may do less: admin includes ingest, which
 * includes read. Tokens are found by their hash alone, so that nothing about a stored one can be learned from how long it takes.
 */
export async function authorize(request: ApiRequest, role: TokenRole, jobs: Pick<JobStore, "readToken">): Promise<{ token: Token } | { refusal: ApiAnswer }> {
  const given = BEARER.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given === undefined || given.length > TOKEN_CHARACTERS_MAX) return { refusal: refuse(request, 'Bearer realm="fanfold"', "send the header Authorization: Bearer <token>") };
  const token = await jobs.readToken(sha256Hex(given));
  if (token === undefined) return { refusal: refuse(request, 'Bearer realm="fanfold", error="invalid_token"', "nobody knows this token") };
  if (ROLE_RANK[token.role] >= ROLE_RANK[role]) return { token };
  const challenge = { "www-authenticate": `Bearer realm="fanfold", error="insufficient_scope", scope="${role}"` };
  return { refusal: answerProblem("FORBIDDEN", `this needs the role ${role}; the token has ${token.role}`, request.requestId, {}, challenge) };
}

function refuse(request: ApiRequest, challenge: string, detail: string): ApiAnswer {
  return answerProblem("UNAUTHENTICATED", detail, request.requestId, {}, { "www-authenticate": challenge });
}
