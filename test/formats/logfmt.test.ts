import { describe, it } from "vitest";
import { type Case, type CaseRecord, expectBoth } from "./judge-both.ts";

const TIME = "ts=2026-11-21T09:15:00Z";
const AT = "2026-11-21T09:15:00Z";
const at = (fields: Partial<CaseRecord> = {}): CaseRecord => ({ at: AT, ...fields });

const expectPairs = (cases: readonly (readonly [pairs: string, expected: CaseRecord | string])[]): void =>
  expectBoth(cases.map(([pairs, expected]): Case => [`${TIME} ${pairs}`, expected]));

describe("lines of logfmt", () => {
  it("of routers, lograge and Loki are requests", () => {
    expectPairs([
      [
        'at=info method=GET path=/search?q=1&page=2 host=shop.example request_id=8601b555 fwd="203.0.113.7" dyno=web.1 status=200 bytes=13',
        at({ status: 200, bytes: 13, method: "GET", route: "/search", host: "shop.example" }),
      ],
      [
        "method=GET path=/jobs/8.json controller=JobsController  action=show status=200 duration=58.33 view=40.43",
        at({ status: 200, durationUs: 58_330, method: "GET", route: "/jobs/8.json" }),
      ],
      [
        'caller=metrics.go:92 component=frontend query="{a=\\"b\\"}" length=1h0m0s duration=1.2s status=200 throughput=0B',
        at({ status: 200, durationUs: 1_200_000, service: "frontend" }),
      ],
    ]);
  });

  it("may have an equals sign behind a question mark, and one or two at the end, in a value without quotes", () => {
    expectPairs([
      ["url=http://shop.example/b?c=d&e=f=g level=error", at({ level: "ERROR", route: "/b" })],
      ["path=?a=b level=error", at({ level: "ERROR" })],
      ["token=YWI= app=x=", at({ service: "x=" })],
      ["token=YQ== level=error", at({ level: "ERROR" })],
      ["token=YQ=== level=error", "bad-field"],
      ["k=b=ar", "bad-field"],
      ["k=b=?ar", "bad-field"],
      ["a==", "bad-field"],
      ["a==b?c=d", "bad-field"],
      ['path=/?a="b"', "bad-field"],
      ['token=YQ=="b"', "bad-field"],
    ]);
  });

  it("may have what Go escapes in quotes", () => {
    expectPairs([
      ['msg="\\x1b[31mred\\x1b[0m" level=error', at({ level: "ERROR" })],
      ['service="\\x41\\a\\v\\U0001F600\\U0000d800"', at({ service: "A\u0007\u000b\u{1f600}\ufffd" })],
      ['msg="\\x1"', "bad-field"],
      ['msg="\\xg1"', "bad-field"],
      ['msg="\\U00110000"', "bad-field"],
      ['msg="\\U0001F60"', "bad-field"],
      ['msg="C:\\dir"', "bad-field"],
    ]);
  });
});
