import { failure, type CliError } from "../cli-error.ts";
import { visibleText } from "../render/visible-text.ts";

/** Where the API's own sentence is enough, this is what to do next. */
const ADVICE: Readonly<Record<number, string>> = {
  401: "give the token that fanfold start printed, with --token or FANFOLD_TOKEN",
  403: "this token's role does not allow it: ask for one with the role ingest or admin",
  404: "fanfold jobs and fanfold source list show what there is",
  410: "upload the log again to have it analyzed anew",
  413: "ask for a shorter time with --from and --to, or a longer --step",
  429: "wait a little and try again",
  500: "try again; the functions' logs say more",
  503: "try again in a moment",
};

const TITLES: Readonly<Record<number, string>> = {
  401: "the token is not accepted",
  403: "not allowed",
  404: "not found",
  409: "not possible now",
  410: "too late",
  413: "too much to answer at once",
  429: "too many requests",
};

/** The error of an answer that is none of success: `application/problem+json` with a `code`, or whatever a proxy says. */
export function describeProblem(status: number, body: unknown, path: string, endpoint: string): CliError {
  const problem = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const code = typeof problem["code"] === "string" ? problem["code"] : `HTTP_${status}`;
  const detail = [problem["detail"], problem["title"]].find((text): text is string => typeof text === "string" && text !== "");
  const what = TITLES[status] ?? `the results API answered ${status}`;
  const where = detail === undefined ? `${endpoint}${path}` : visibleText(detail).replace(/\.$/, "");
  return failure(code, { what, where, ...(ADVICE[status] === undefined ? {} : { advice: ADVICE[status] }) });
}
