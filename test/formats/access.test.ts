import { describe, it } from "vitest";
import { type Case, expectBoth } from "./judge-both.ts";

const TIME = "[21/Nov/2026:09:15:00 +0000]";
const AT = "2026-11-21T09:15:00Z";
const REQUEST = '"GET /a/7?x HTTP/1.1"';
const FIELDS = { at: AT, status: 200, bytes: 59, method: "GET", route: "/a/:id" };
const COMBINED = `192.0.2.7 - - ${TIME} ${REQUEST} 200 59 "-" "curl/8.5.0"`;

describe("what stands behind the user agent of an access line", () => {
  it("has the seconds of the request behind its length in logs of ingress-nginx", () => {
    expectBoth([
      [`${COMBINED} 89 0.127 [shop-web-8080] [] 172.17.0.5:8080 59 0.126 200 529a007902362a5f51385a5fa7049884`, { ...FIELDS, durationUs: 127_000 }],
      [`${COMBINED} 0  0.000  [] [] - - - - 4c7d2079340e68353c7d0dfff00b904b`, { ...FIELDS, durationUs: 0 }],
      [`${COMBINED} 89 -0.5 [x]`, FIELDS],
      [`${COMBINED} 89 0.127 shop`, { ...FIELDS, durationUs: 89 }],
      [`${COMBINED} 89 0.127`, { ...FIELDS, durationUs: 89 }],
      [`${COMBINED} 89 -1 [shop]`, { ...FIELDS, durationUs: 89 }],
      [`${COMBINED} 89 127 [shop]`, { ...FIELDS, durationUs: 89 }],
      [`${COMBINED} 89 x [shop]`, { ...FIELDS, durationUs: 89 }],
      [`${COMBINED} 0.5 0.127 [shop]`, { ...FIELDS, durationUs: 500_000 }],
    ]);
  });

  it("has the milliseconds of the request at its end in logs of Traefik", () => {
    expectBoth([
      [`${COMBINED} 262 "Host-host-1" "http://172.19.0.3:5601" 2ms`, { ...FIELDS, durationUs: 2_000 }],
      [`${COMBINED} 262 "-" "-" 0ms `, { ...FIELDS, durationUs: 0 }],
      [`${COMBINED} 262 "Host-host-1" "http://172.19.0.3:5601" -2ms`, FIELDS],
      [`${COMBINED} 262 "Host-host-1" "http://172.19.0.3:5601 2ms`, { ...FIELDS, durationUs: 262 }],
      [`${COMBINED} 262 "Host-host-1" 2ms "http://172.19.0.3:5601"`, { ...FIELDS, durationUs: 262 }],
      [`${COMBINED} 262 "a" meters`, { ...FIELDS, durationUs: 262 }],
      [`${COMBINED} 0.5 "a" 2ms`, { ...FIELDS, durationUs: 500_000 }],
    ]);
  });
});

describe("a duration of an access line", () => {
  it("may have its unit in the word behind it, as Express writes it", () => {
    expectBoth([
      [`${COMBINED} - 1.234 ms`, { ...FIELDS, durationUs: 1_234 }],
      [`${COMBINED} 12  us more`, { ...FIELDS, durationUs: 12 }],
      [`${COMBINED} 12 s 0.5`, { ...FIELDS, durationUs: 12_000_000 }],
      [`${COMBINED} -1 ms`, FIELDS],
      [`${COMBINED} 0.5 m`, { ...FIELDS, durationUs: 500_000 }],
      [`${COMBINED} 0.5 msec`, { ...FIELDS, durationUs: 500_000 }],
      [`${COMBINED} 0.5 "ms"`, { ...FIELDS, durationUs: 500_000 }],
      [`192.0.2.7 - - ${TIME} ${REQUEST} 200 7.5 ms`, { at: AT, status: 200, method: "GET", route: "/a/:id", durationUs: 7_500 }],
      [`192.0.2.7 - - ${TIME} GET /a/7 200 7 ms 9`, { at: AT, status: 200, method: "GET", route: "/a/:id", durationUs: 7_000 }],
    ]);
  });

  it("is no time of day: seconds of ten digits are skipped", () => {
    expectBoth([
      [`${COMBINED} 1795252500.123 0.25`, { ...FIELDS, durationUs: 250_000 }],
      [`${COMBINED} 1795252500.123`, FIELDS],
      [`${COMBINED} 179525250.123 0.25`, { ...FIELDS, durationUs: 179_525_250_123_000 }],
    ]);
  });
});

describe("a time with a space before the clock, as Python's servers write it", () => {
  it("is a time", () => {
    expectBoth([
      [`192.0.2.7 - - [21/Nov/2026 09:15:00] ${REQUEST} 200 -`, { at: AT, status: 200, method: "GET", route: "/a/:id" }],
      [`[21/Nov/2026 09:15:00] ${REQUEST} 200 59`, FIELDS],
      [`INFO:werkzeug:192.0.2.7 - - [21/Nov/2026 09:15:00] ${REQUEST} 200 -`, { at: AT, status: 200, method: "GET", route: "/a/:id" }],
      [`192.0.2.7 - - [21/Nov/2026  09:15:00] ${REQUEST} 200 -`, "bad-timestamp"],
      [`192.0.2.7 - - [21/Nov/2026T09:15:00] ${REQUEST} 200 -`, "bad-timestamp"],
    ]);
  });
});

describe("what stands before the time of an access line", () => {
  it("names the host when it is a port's, or has a point and an address behind it", () => {
    const line = (prefix: string): string => `${prefix} ${TIME} ${REQUEST} 200 59`;
    const host = "www.shop.example";
    const cases: Case[] = [
      [line("www.shop.example 192.0.2.7 - -"), { ...FIELDS, host }],
      [line("www.shop.example 2001:db8::7 - anna"), { ...FIELDS, host }],
      [line("www.shop.example ::1 - -"), { ...FIELDS, host }],
      [line("www.shop.example:443 client.example - -"), { ...FIELDS, host }],
      [line("a_b.shop.example  192.0.2.7 - -"), { ...FIELDS, host: "a_b.shop.example" }],
    ];
    const without = ["shop 192.0.2.7 - -", "client.example - anna smith", "192.0.2.9 192.0.2.7 - -", "unknown, 192.0.2.7 - -", "www.shop.example 192.0.2.7 -"];
    const strange = ["www.shop.example 192.0.2.7, 192.0.2.8 - -", "shop.example/a 192.0.2.7 - -", "www.shop.example client - -", "::1.a 192.0.2.7 - -"];
    expectBoth([...cases, ...[...without, ...strange].map((prefix): Case => [line(prefix), FIELDS])]);
  });
});

describe("what stands behind the time of an access line, but a request", () => {
  const HAPROXY = "10.0.1.2:33317 [21/Nov/2026:09:15:00.655] http-in~ static/srv1";
  const PROXY_AT = "2026-11-21T09:15:00.655Z";

  it("are the words of HAProxy's log of requests", () => {
    const fields = { at: PROXY_AT, status: 200, bytes: 2750, durationUs: 109_000, method: "GET", route: "/index.html" };
    const behind = '- - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"';
    expectBoth([
      [`${HAPROXY} 10/0/30/69/109 200 2750 ${behind}`, fields],
      [`Nov 21 09:15:01 localhost haproxy[14389]: ${HAPROXY} 10/0/30/69/109 200 2750 ${behind}`, { ...fields, at: "2026-11-21T09:15:01Z", host: "localhost", service: "haproxy" }],
      [`${HAPROXY} site.example 10/0/30/69/109 200 2750 ${behind}`, fields],
      [`${HAPROXY} 10/0/30/69/109 200 2750 ${behind} 0/0/0/0/1 1wt.eu/TLSv1.3/TLS_AES_256_GCM_SHA384`, fields],
      [`${HAPROXY} 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /index.html`, fields],
      [`${HAPROXY.replace("http-in~", "HTTP_IN")} 10/0/30/69/109 200 2750 ${behind}`, fields],
      [`${HAPROXY} 10/0/30/69/+109 200 +2750 - - ---- 1/1/1/1/0 0/0 "<BADREQ>"`, { at: PROXY_AT, status: 200 }],
      [`${HAPROXY} -1/-1/-1/-1/-1 -1 0 - - ---- 1/1/1/1/0 0/0`, { at: PROXY_AT, bytes: 0 }],
    ]);
  });

  it("are the words of HAProxy's log of TCP", () => {
    expectBoth([
      ["10.0.1.2:33313 [21/Nov/2026:09:15:00.655] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0", { at: PROXY_AT, bytes: 212, durationUs: 5_007_000 }],
      ["10.0.1.2:33313 [21/Nov/2026:09:15:00.655] fnt bck/<NOSRV> -1/-1/1 212 SC 1/1/0/0/0 0/0", { at: PROXY_AT, bytes: 212, durationUs: 1_000 }],
    ]);
  });

  it("are no words of HAProxy when something is missing or else", () => {
    const words = [
      "10/0/30/69/109 200",
      "10/0/30/69/109 2x0 7",
      "10/0/30/69 200 7",
      "10/0/30/69/ 200 7",
      "10/0/30/x/9 200 7",
      "0/0/5007 212",
      "0/0/5007 212 ---",
      "200 7",
      "10/0/30/69/109 200 x",
    ];
    expectBoth([
      ...words.map((text): Case => [`${HAPROXY} ${text}`, "bad-field"]),
      ["10.0.1.2:33313 [21/Nov/2026:09:15:00.655] fnt /srv1 0/0/5007 212 --", "bad-field"],
      ["10.0.1.2:33313 [21/Nov/2026:09:15:00.655] fnt srv1 0/0/5007 212 --", "bad-field"],
      ["10.0.1.2:33313 [21/Nov/2026:09:15:00.655] frt/f1: Connection error during SSL handshake", "bad-field"],
    ]);
  });

  it("are the words of mod_ssl's log of requests, where nothing stands before the time", () => {
    const words = "192.0.2.7 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256";
    expectBoth([
      [`${TIME} ${words} ${REQUEST} 1375`, { at: AT, bytes: 1375, method: "GET", route: "/a/:id" }],
      [`${TIME} ${words} ${REQUEST} -`, { at: AT, method: "GET", route: "/a/:id" }],
      [`${TIME} GET /x 200 ${REQUEST} 5`, { at: AT, bytes: 5, method: "GET", route: "/a/:id" }],
      [`${TIME} ${words} ${REQUEST}`, "bad-field"],
      [`${TIME} ${words} ${REQUEST} 200 1375`, { at: AT, status: 200, bytes: 1375, method: "GET", route: "/a/:id" }],
      [`${TIME} ${words} more ${REQUEST} 200 1375`, "bad-field"],
      [`${TIME} ${words} more ${REQUEST} 1375`, "bad-field"],
      [`- ${TIME} ${words} ${REQUEST} 1375`, "bad-field"],
    ]);
  });

  it("is a level in brackets", () => {
    expectBoth([
      [`${TIME} [ab:alert] [pid 4803:tid 3814] [client 192.0.2.7:24259] it failed`, { at: AT, level: "ALERT" }],
      [`${TIME} [warn] it failed`, { at: AT, level: "WARN" }],
      [`${TIME} [odd] it failed`, "bad-field"],
      [`${TIME} [error it failed`, "bad-field"],
    ]);
  });
});

describe("an ISO time in the brackets of an access line", () => {
  const ISO = "[2026-11-21T10:15:00.250+01:00]";
  const ISO_AT = "2026-11-21T09:15:00.250Z";
  const REQUESTED = { at: ISO_AT, status: 200, method: "GET", route: "/a/:id" };

  it("is read like one of the Common Log Format, before a request in quotes", () => {
    expectBoth([
      [`192.0.2.7 - - ${ISO} ${REQUEST} 200 59 "-" "curl/8.5.0" 0.25`, { ...REQUESTED, bytes: 59, durationUs: 250_000 }],
      [`www.shop.example:443 192.0.2.7 - - ${ISO} ${REQUEST} 200 59`, { ...REQUESTED, bytes: 59, host: "www.shop.example" }],
      [`- - - [2026-11-21 09:15:00] "-" - -`, { at: AT }],
      [`192.0.2.7 - - [2026-11-31T10:15:00Z] ${REQUEST} 200 59`, "bad-timestamp"],
      [`192.0.2.7 - - ${ISO} ${REQUEST} 200 x`, "bad-field"],
      [`192.0.2.7 - - ${ISO} ${REQUEST} ok 59`, "no-format"],
      [`192.0.2.7 - - ${ISO} INFO started`, "no-format"],
      [`${ISO} [2026-11-21T10:15:00Z] ${REQUEST} 200 59`, { at: ISO_AT }],
      [`ACCESS ${ISO} ${REQUEST} 200 - 7 89 5 4 "-"`, "no-format"],
      [`<190>Nov 21 09:15:00 web-1 nginx: 192.0.2.7 - - ${ISO} ${REQUEST} 200 59`, { at: AT, level: "INFO", host: "web-1", service: "nginx" }],
    ]);
    expectBoth([[`${ISO} ${REQUEST} 200 - 7 89 5 4 "-"`, "no-format"]], { format: "access" });
  });
});

describe("lines of Squid", () => {
  it("have the time and the duration in ms, result and status in one word", () => {
    expectBoth([
      [
        "1795252500.899  16867 192.0.2.7 TCP_MISS/200 6256 GET http://shop.example/a/7?x - HIER_DIRECT/192.0.2.9 text/html",
        { at: "2026-11-21T09:15:00.899Z", status: 200, durationUs: 16_867_000, bytes: 6256, method: "GET", route: "/a/:id" },
      ],
      [
        "1795252500.899 - 192.0.2.7 NONE/000 0 NONE error:invalid-request - HIER_NONE/- text/html",
        { at: "2026-11-21T09:15:00.899Z", bytes: 0, method: "NONE", route: "error:invalid-request" },
      ],
      ["1795252500.899 3 192.0.2.7 TCP_MISS/200 x GET /", "bad-field"],
      ["1795252500.899 3 192.0.2.7 TCP_MISS/200", "bad-field"],
      ["1795252500.89 3 192.0.2.7 TCP_MISS/200 7 GET /", "no-format"],
      ["1795252500.899 x 192.0.2.7 TCP_MISS/200 7 GET /", "no-format"],
      ["1795252500.899 3 192.0.2.7 tcp/200 7 GET /", "no-format"],
      ["1795252500.899 it began", "no-format"],
      ["100000000.899 3 192.0.2.7 TCP_MISS/200 7 GET /", "bad-timestamp"],
    ]);
  });
});

describe("the time of an access line", () => {
  it("may have a space before the hour, as Django's server writes it", () => {
    expectBoth([
      [`[21/Nov/2026 09:15:00] ${REQUEST} 200 59`, FIELDS],
      [`192.0.2.7 - - [21/Nov/2026 10:15:00 +0100] ${REQUEST} 200 59`, FIELDS],
      [`[21/Nov/2026  09:15:00] ${REQUEST} 200 59`, "bad-timestamp"],
    ]);
  });

  it("may have its zone as a word, as WEBrick writes it", () => {
    expectBoth([
      [`192.0.2.7 - - [21/Nov/2026:09:15:00 UTC] ${REQUEST} 200 59`, FIELDS],
      [`192.0.2.7 - - [21/Nov/2026:09:15:00.250 GMT] ${REQUEST} 200 59`, { ...FIELDS, at: "2026-11-21T09:15:00.250Z" }],
      [`192.0.2.7 - - [21/Nov/2026:09:15:00 CET] ${REQUEST} 200 59`, "bad-timestamp"],
      [`192.0.2.7 - - [21/Nov/2026:09:15:00UTC] ${REQUEST} 200 59`, "bad-timestamp"],
    ]);
  });
});

describe("a request without quotes", () => {
  it("has a target that is no number: lines of nginx about TCP and UDP have their status there", () => {
    expectBoth([
      [`192.0.2.7 ${TIME} TCP 200 256 512 0.123 "127.0.0.1:5190" 256 512 0.001`, "bad-field"],
      [`192.0.2.7 ${TIME} TCP 200 0 0 0.005`, "bad-field"],
      [`192.0.2.7 ${TIME} GET 200x 200 59`, { at: AT, status: 200, bytes: 59, method: "GET", route: "200x" }],
    ]);
  });
});

describe("access: durations with a name or in quotes", () => {
  const LINE = '192.0.2.7 - - [21/Nov/2026:09:15:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"';
  const read = { at: "2026-11-21T09:15:00Z", status: 200, bytes: 5, method: "GET", route: "/a" };

  it("are those of nginx and of Apache's httpd", () => {
    expectBoth([
      [`${LINE} "10.1.2.123" "1.237" "1.238"`, { ...read, durationUs: 1_238_000 }],
      [`${LINE} "1.2" "x"`, read],
      [`${LINE} rt=0.001 uct="0.000" urt="0.002"`, { ...read, durationUs: 1_000 }],
      [`${LINE} request_time=1.238 upstream_response_time=0.000, 1.237`, { ...read, durationUs: 1_238_000 }],
      [`${LINE} urt=0.000, 0.001`, read],
      [`${LINE} **0/2443**`, { ...read, durationUs: 2_443 }],
      [`${LINE} 1/2/3`, read],
      [`${LINE} 62277/22`, read],
      [`${LINE} 2/2443000`, { ...read, durationUs: 2_443_000 }],
      [`${LINE} "0.001" "0.950"`, { ...read, durationUs: 950_000 }],
      [`${LINE} "9.123" 7`, { ...read, durationUs: 7 }],
      [`${LINE} "1768187655.123" "40.7128"`, read],
      [LINE.replace('"curl/8"', '"3.125"'), read],
      [`${LINE} cs=HIT, 0.005`, { ...read, durationUs: 5_000 }],
    ]);
  });

  it("are those of uWSGI", () => {
    const line = (rest: string): string => `[pid: 7|app: 0|req: 2/2] 192.0.2.7 () {24 vars in 252 bytes} [Sat Nov 21 09:15:00 2026] ${rest} 2 headers`;
    expectBoth([
      [line("GET /a => generated 5 bytes in 3 msecs (HTTP/1.1 200)"), { ...read, durationUs: 3_000 }],
      [line("GET /a => generated 5 bytes in 254 micros (HTTP/1.1 200)"), { ...read, durationUs: 254 }],
      [line("GET /a => generated 5 bytes in 254 hours (HTTP/1.1 200)"), "bad-field"],
      ["[pid: 7|app: 0] x", "no-format"],
    ]);
  });

  it("are those of gin", () => {
    const line = (rest: string): string => `[GIN] 2026/11/21 - 09:15:00 ${rest}`;
    const said = { at: "2026-11-21T09:15:00Z", status: 200, method: "GET", route: "/a/:id" };
    expectBoth([
      [line('| 200 |     127.1\u00b5s |       192.0.2.7 | GET      "/a/7?b=|"'), { ...said, durationUs: 127 }],
      [line("| 200 |  1m2.5s | 192.0.2.7 | GET      /a/7"), { ...said, durationUs: 62_500_000 }],
      [line('|\u001b[97;42m 200 \u001b[0m| 3ms | 192.0.2.7 |\u001b[97;44m GET     \u001b[0m "/a/7"'), { ...said, durationUs: 3_000 }],
      [line("| 0 | - | 192.0.2.7 | x"), { at: said.at }],
      [line('| 200 | 3ms | 192.0.2.7 | GET "/a'), "bad-field"],
      [line("| 200 | 3 | 192.0.2.7 | GET /a"), "bad-field"],
      [line("| OK | 3ms | 192.0.2.7 | GET /a"), "bad-field"],
      [line("| 200 | 3ms | GET /a"), "bad-field"],
      ["[GIN] 2026/11/31 - 09:15:00 | 200 | 3ms | 192.0.2.7 | GET /a", "bad-timestamp"],
      ["[GIN-debug] GET /a --> main.a (3 handlers)", "no-format"],
    ]);
  });
});
