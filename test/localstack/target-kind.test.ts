import { describe, expect, it } from "vitest";
import { targetKind } from "../e2e/target-kind.ts";

describe("targetKind", () => {
  it("is the embedded stack unless an endpoint is named", () => {
    expect(targetKind({})).toBe("embedded");
    expect(targetKind({ AWS_ENDPOINT_URL: "" })).toBe("embedded");
    expect(targetKind({ AWS_ENDPOINT_URL: "http://127.0.0.1:4566" })).toBe("endpoint");
    expect(targetKind({ AWS_ENDPOINT_URL: "http://127.0.0.1:4566", FANFOLD_E2E_TARGET: "embedded" })).toBe("embedded");
  });

  it("is AWS only when that is said, never beside an endpoint and never by credentials alone", () => {
    expect(targetKind({ FANFOLD_E2E_TARGET: "aws" })).toBe("aws");
    expect(targetKind({ AWS_PROFILE: "company", AWS_ACCESS_KEY_ID: "A" })).toBe("embedded");
    expect(() => targetKind({ FANFOLD_E2E_TARGET: "aws", AWS_ENDPOINT_URL: "http://127.0.0.1:4566" })).toThrow(/contradict/);
    expect(() => targetKind({ FANFOLD_E2E_TARGET: "AWS" })).toThrow(/there are embedded and aws/);
  });
});
