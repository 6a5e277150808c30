/** What the end-to-end suite runs against. */
export type TargetKind = "embedded" | "endpoint" | "aws";

/**
 * The target that the environment names: the embedded stack; with `AWS_ENDPOINT_URL` whatever answers there, after a CDK deployment; real AWS
 * only when `FANFOLD_E2E_TARGET=aws` says so, since it costs money.
 * @throws Error for a name that there is not, and for AWS together with an endpoint.
 */
export function targetKind(environment: NodeJS.ProcessEnv = process.env): TargetKind {
  const named = environment["FANFOLD_E2E_TARGET"] ?? "";
  const hasEndpoint = (environment["AWS_ENDPOINT_URL"] ?? "") !== "";
  if (named === "aws" && hasEndpoint) throw new Error("FANFOLD_E2E_TARGET=aws and AWS_ENDPOINT_URL contradict each other: unset one of them");
  if (named === "aws" || named === "embedded") return named;
  if (named !== "") throw new Error(`FANFOLD_E2E_TARGET=${named}: there are embedded and aws; an endpoint is named by AWS_ENDPOINT_URL`);
  return hasEndpoint ? "endpoint" : "embedded";
}
