import { describe, expect, it } from "vitest";
import { FUNCTION_NAMES, METRIC } from "../../shared/contracts/names.ts";
import { synthesizedStack } from "./synthesized-stack.ts";

const stack = synthesizedStack();
const [, { Properties }] = stack.one("AWS::CloudWatch::Dashboard");
const body = JSON.stringify(Properties["DashboardBody"]);

describe("StageDashboard", () => {
  it("shows every metric that the functions count, and every queue and function", () => {
    expect(Properties["DashboardName"]).toBe("fanfold-dev");
    for (const metric of Object.values(METRIC)) expect(body, metric).toContain(metric);
    for (const id of [...Object.keys(stack.resourcesOf("AWS::SQS::Queue")), ...Object.keys(stack.resourcesOf("AWS::Lambda::Function"))]) expect(body, id).toContain(id);
    for (const name of FUNCTION_NAMES) expect(body).toContain(name);
    expect(body).toContain("dollars a day");
  });
});
