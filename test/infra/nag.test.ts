import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { openApp } from "./synthesized-stack.ts";

/** Findings of the AWS Solutions rules that stay, each with the reason. Anything else is a defect of the stack. */
const SUPPRESSED: Readonly<Record<string, string>> = {
  "AwsSolutions-S1":
    "No server access logs: a second bucket would keep a line for every ranged GET of every worker, and nobody but the roles of this stack has access. Turn on CloudTrail data events where an audit needs them.",
  "AwsSolutions-IAM5[Resource::<LogsBucket5C52C3D2.Arn>/*]": "Logs may have any key. The bucket is this stack's own, and the actions are s3:GetObject and s3:PutObject.",
  "AwsSolutions-APIG4": "The function checks the token and role of every request itself, also where there is no API Gateway; its tests ask every route without a token.",
};

function findings(context: Record<string, unknown>, change: (app: ReturnType<typeof openApp>) => void = () => {}): string[] {
  const folder = mkdtempSync(join(tmpdir(), "fanfold-nag-"));
  try {
    const app = openApp("dev", context, folder);
    change(app);
    return new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the AWS Solutions rules of cdk-nag", () => {
  it("find nothing but what is suppressed, and every suppression is needed", () => {
    expect(new Set(findings({ alarmEmail: "ops@example.org" }))).toEqual(new Set(Object.keys(SUPPRESSED)));
  });

  it("find nothing more when there is no HTTP API and nothing is retained", () => {
    expect(findings({ api: "function-url", retain: "false" }).filter((finding) => !Object.hasOwn(SUPPRESSED, finding))).toEqual([]);
  });

  it("would find a bucket that anybody may read without TLS", () => {
    expect(findings({}, (app) => void new Bucket(app.node.findChild("fanfold-dev"), "Careless"))).toContain("AwsSolutions-S10");
  });
});
