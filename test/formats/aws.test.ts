import { describe, it } from "vitest";
import { expectBoth } from "./judge-both.ts";

const ALB_HEAD = "https 2026-11-21T09:15:00.186641Z app/shop/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80";
const ALB_TAIL = '"curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/shop/73e2 "Root=1-58337281-1d84"';
const ALB_END = '"arn:aws:acm:eu-central-1:1:certificate/1" 1 2026-11-21T09:14:59.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_d2ed';
const AT = "2026-11-21T09:15:00.186Z";
const ELB_HEAD = "2026-11-21T09:15:00.945958Z shop-balancer 203.0.113.7:2817 10.0.0.1:80";
const ELB_AT = "2026-11-21T09:15:00.945Z";
const S3_HEAD = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-logs [21/Nov/2026:09:15:38 +0000]";
const S3_AT = "2026-11-21T09:15:38.000Z";
const S3_TAIL = '"-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-logs.s3.eu-central-1.amazonaws.com TLSV1.2';

describe("entries of Application Load Balancers", () => {
  it("are requests of every type, with the domain as the host", () => {
    for (const type of ["http", "https", "h2", "grpcs", "ws", "wss"]) {
      const head = ALB_HEAD.replace("https", type);
      expectBoth([
        [
          `${head} 0.086 0.048 0.037 200 200 0 57 "GET https://www.shop.example:443/cart/7?x=1 HTTP/1.1" ${ALB_TAIL} "www.shop.example" ${ALB_END}`,
          { at: AT, status: 200, durationUs: 171_000, bytes: 57, method: "GET", route: "/cart/:id", host: "www.shop.example" },
        ],
      ]);
    }
  });

  it("have no duration when the target never answered, and the balancer's status", () => {
    expectBoth([
      [
        `${ALB_HEAD.replace("10.0.0.1:80", "-")} -1 -1 -1 502 - 34 366 "POST http://shop.example:80/pay HTTP/1.1" ${ALB_TAIL} "-"`,
        { at: AT, status: 502, bytes: 366, method: "POST", route: "/pay" },
      ],
      [`${ALB_HEAD} 0.001 -1 0.002 460 - 0 0 "GET / HTTP/1.1"`, { at: AT, status: 460, bytes: 0, method: "GET", route: "/" }],
      [`${ALB_HEAD} 0.000001 0 0.0000005 200 - - - "- - - " "-" - -`, { at: AT, status: 200, durationUs: 2 }],
      [`${ALB_HEAD} - - - - - - -1 "-"`, { at: AT }],
    ]);
  });

  it("may end behind the request, and go on behind everything", () => {
    const begin = `${ALB_HEAD} 0.001 0.002 0.003 200 200 5 6 "GET http://h:80/x HTTP/2.0"`;
    const record = { at: AT, status: 200, durationUs: 6000, bytes: 6, method: "GET", route: "/x" };
    expectBoth([
      [begin, record],
      [`${begin} "agent with \\"quotes\\"" - - - "-" host.example`, { ...record, host: "host.example" }],
      [`${begin} ${ALB_TAIL} "h.example" ${ALB_END} "later" 5 "columns"`, { ...record, host: "h.example" }],
      [`${begin} "agent that is cut off`, record],
      [`${begin} ${ALB_TAIL} "cut.exam`, record],
      [`${begin}"agent"- - - "-""h.example"`, { ...record, host: "h.example" }],
    ]);
  });

  it("are rejected for a bad time before a bad field", () => {
    const rest = '0.001 0.002 0.003 200 200 5 6 "GET http://h:80/x HTTP/2.0"';
    expectBoth([
      [`${ALB_HEAD.replace("11-21", "13-21")} x`, "bad-timestamp"],
      [ALB_HEAD, "bad-field"],
      [`${ALB_HEAD} ${rest.replace("0.002", "fast")}`, "bad-field"],
      [`${ALB_HEAD} ${rest.replace("200 200", "ok 200")}`, "bad-field"],
      [`${ALB_HEAD} ${rest.replace("5 6", "5 6k")}`, "bad-field"],
      [`${ALB_HEAD} ${rest.replace("5 6", "5 1234567890123456")}`, "bad-field"],
      [`${ALB_HEAD} ${rest.slice(0, -1)}`, "bad-field"],
      [`${ALB_HEAD} ${rest.replace('"GET', "GET")}`, "bad-field"],
      [`tls ${ALB_HEAD.slice(6)} ${rest}`, "no-format"],
      [`https  ${ALB_HEAD.slice(6)} ${rest}`, "no-format"],
      ["http 2.0 2026-11-21T09:15:00 net/x", "no-format"],
    ]);
  });

  it("have a duration as exact as the numbers", () => {
    const line = (times: string): string => `${ALB_HEAD} ${times} 200 200 5 6 "GET /x HTTP/2.0"`;
    const record = { at: AT, status: 200, bytes: 6, method: "GET", route: "/x" };
    expectBoth([
      [line("9007199254.740991 0 0"), { ...record, durationUs: Number.MAX_SAFE_INTEGER }],
      [line("9007199254.740991 0.000001 0"), record],
      [line("9007199254.740992 0 0"), record],
      [line("-0 0.0000004 0.0000005"), { ...record, durationUs: 1 }],
      [line(`${"0".repeat(64)} 0 0`), { ...record, durationUs: 0 }],
      [line(`${"0".repeat(65)} 0 0`), "bad-field"],
    ]);
  });
});

describe("entries of Classic Load Balancers", () => {
  it("are requests without a host", () => {
    const rest = '0.000073 0.001048 0.000057 200 200 0 29 "GET http://shop.example:80/api/users/5 HTTP/1.1"';
    const record = { at: ELB_AT, status: 200, durationUs: 1178, bytes: 29, method: "GET", route: "/api/users/:id" };
    expectBoth([
      [`${ELB_HEAD} ${rest}`, record],
      [`${ELB_HEAD} ${rest} "curl/7.38.0 (#56)" DHE-RSA-AES128-SHA TLSv1.2`, record],
      [
        `${ELB_HEAD.replace("10.0.0.1:80", "-")} -1 -1 -1 408 - 1294336 0 "PUT https://media.shop.example:443/v/F4_M HTTP/1.1"`,
        { at: ELB_AT, status: 408, bytes: 0, method: "PUT", route: "/v/F4_M" },
      ],
      [`${ELB_HEAD} 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -`, { at: ELB_AT, durationUs: 1138, bytes: 305 }],
    ]);
  });

  it("are told from application lines by two endpoints and three numbers", () => {
    const app = { at: ELB_AT };
    expectBoth([
      [`${ELB_HEAD} 0.1 0.2 0.3`, "bad-field"],
      [`${ELB_HEAD} 0.1 0.2 0.3 200 200 0 x "GET / HTTP/1.1"`, "bad-field"],
      [`${ELB_HEAD.replace("11-21", "11-31")} 0.1 0.2 0.3 200 200 0 5 "GET / HTTP/1.1"`, "bad-timestamp"],
      [`${ELB_HEAD} 0.1 0.2 INFO`, app],
      [`${ELB_HEAD} 0.1 0.2`, app],
      [`${ELB_HEAD.replace("203.0.113.7:2817", "203.0.113.7")} 0.1 0.2 0.3`, app],
      [`${ELB_HEAD.replace("10.0.0.1:80", "10.0.0.1:http")} 0.1 0.2 0.3`, app],
      [`${ELB_HEAD.replace("10.0.0.1:80", ":80")} 0.1 0.2 0.3`, app],
      [`${ELB_HEAD.replace("T", " ")} 0.1 0.2 0.3 200 200 0 5 "GET / HTTP/1.1"`, app],
    ]);
  });
});

describe("entries of server access logs of S3", () => {
  it("are requests with the total time in ms, and the host header as the host", () => {
    const host = "shop-logs.s3.eu-central-1.amazonaws.com";
    expectBoth([
      [
        `${S3_HEAD} 192.0.2.3 79a5 3E57427F3EXAMPLE REST.GET.OBJECT photos/lamp.jpg "GET /photos/lamp.jpg?x-a=b HTTP/1.1" 200 - 2662992 3462992 70 10 ${S3_TAIL} - Yes`,
        { at: S3_AT, status: 200, durationUs: 70_000, bytes: 2_662_992, method: "GET", route: "/photos/lamp.jpg", host },
      ],
      [
        `${S3_HEAD} 2001:db8::7 arn:aws:sts::1:assumed-role/r/s A1206F460EXAMPLE REST.GET.BUCKETPOLICY - "GET /shop-logs?policy HTTP/1.1" 404 NoSuchBucketPolicy 297 - 38 - ${S3_TAIL}`,
        { at: S3_AT, status: 404, durationUs: 38_000, bytes: 297, method: "GET", route: "/shop-logs", host },
      ],
    ]);
  });

  it("may have no request, no figures, and no more than the total time", () => {
    expectBoth([
      [`${S3_HEAD} - AmazonS3 6B11 S3.EXPIRE.OBJECT a "-" - - - 11496 - - "-" "-" - h= - - - - -`, { at: S3_AT }],
      [`${S3_HEAD} - svc:s3.amazonaws.com 8CDC BATCH.DELETE.OBJECT a - 204 - - 1 -`, { at: S3_AT, status: 204 }],
      [
        `${S3_HEAD} 192.0.2.3 - 7ACC REST.GET.OBJECT foo/bar.html "GET /foo/bar.html HTTP/1.1" 304 - - 1718 10`,
        { at: S3_AT, status: 304, durationUs: 10_000, method: "GET", route: "/foo/bar.html" },
      ],
    ]);
  });

  it("are told from relatives of Common by their two words and an address", () => {
    const request = '192.0.2.3 - 7ACC REST.GET.OBJECT a "GET /a HTTP/1.1"';
    expectBoth([
      [`${S3_HEAD} ${request} 304 - - 1718`, "bad-field"],
      [`${S3_HEAD} ${request} 304 - - 1718 fast`, "bad-field"],
      [`${S3_HEAD} ${request} 304 - 5k 1718 10`, "bad-field"],
      [`${S3_HEAD} ${request.slice(0, -1)} 304 - 5 1718 10`, "bad-field"],
      [`${S3_HEAD} 192.0.2.3 - 7ACC REST.GET.OBJECT a x 304 - 5 1718 10`, "bad-field"],
      [`${S3_HEAD.replace("Nov", "Foo")} ${request} 304 - - 1718 10`, "bad-timestamp"],
      ['owner bucket [21/Nov/2026:09:15:38 +0000] "GET /a HTTP/1.1" 304 5', { at: S3_AT, status: 304, bytes: 5, method: "GET", route: "/a" }],
      ["owner bucket [21/Nov/2026:09:15:38 +0000] GET /a 304 5", { at: S3_AT, status: 304, bytes: 5, method: "GET", route: "/a" }],
      ["host [21/Nov/2026:09:15:38Z] [21/x] - 5", "bad-field"],
      ["[21/Nov/2026:09:15:38Z] GET [21/x] - 5", { at: S3_AT, bytes: 5, method: "GET", route: "[21/x]" }],
    ]);
  });
});
