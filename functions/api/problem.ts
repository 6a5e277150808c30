import { PROBLEMS, type Problem, type ProblemCode } from "../../shared/contracts/api.ts";
import { FanfoldError, InputError, TransientError } from "../../shared/core/errors.ts";
import type { ApiAnswer } from "./respond.ts";

/** An error that becomes a problem of this code. */
export function problemError(code: ProblemCode, detail: string, parameter?: string, cause?: unknown): InputError {
  return new InputError(code, detail, { parameter }, cause);
}

/** A query or path parameter that is not what it should be. `wanted` says what is. */
export function badParameter(parameter: string, wanted: string): InputError {
  return problemError("BAD_PARAMETER", `${parameter}: ${wanted}`, parameter);
}

/** A member of the body that is not what it should be. */
export function badBody(parameter: string, wanted: string, cause?: unknown): InputError {
  return problemError("BAD_BODY", `${parameter}: ${wanted}`, parameter, cause);
}

/** The answer that says a problem. */
export function answerProblem(
  code: ProblemCode,
  detail: string,
  requestId: string,
  more: Partial<Pick<Problem, "parameter" | "offer">> = {},
  headers: Record<string, string> = {},
): ApiAnswer {
  const { status, title } = PROBLEMS[code];
  const problem: Problem = {
    type: `urn:fanfold:problem:${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    code,
    detail,
    instance: `urn:fanfold:request:${requestId}`,
    ...more,
  };
  return { status, body: problem, contentType: "application/problem+json", headers };
}

/** What an error says to whoever asked. Bugs say nothing but where to look: their text may hold anything. */
export function answerError(error: unknown, requestId: string): ApiAnswer {
  if (error instanceof InputError && isProblemCode(error.code)) {
    const parameter = error.context["parameter"];
    return answerProblem(error.code, error.message, requestId, typeof parameter === "string" ? { parameter } : {});
  }
  if (error instanceof TransientError)
    return answerProblem("UNAVAILABLE", "the stores did not answer in time, or what was asked kept changing", requestId, {}, { "retry-after": "1" });
  return answerProblem("INTERNAL", "the cause is in the log of this request", requestId);
}

/** Whether nobody but us is to blame for the error. */
export function isOurFault(error: unknown): boolean {
  return !(error instanceof InputError && isProblemCode(error.code)) && !(error instanceof TransientError);
}

/** The code of an error of ours, for the log. */
export function codeOf(error: unknown): string {
  return error instanceof FanfoldError ? error.code : "UNKNOWN";
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
