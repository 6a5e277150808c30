import { describe, it } from "vitest";
import { type Case, expectBoth } from "./judge-both.ts";

describe("lines of RFC 3164", () => {
  it("have the severity as level, the program as service, and the hostname", () => {
    expectBoth([
      ["<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8", { at: "2026-10-11T22:14:15Z", level: "CRIT", host: "mymachine", service: "su" }],
      ["<85>Oct 24 15:50:41 ip-172-31-30-110 sudo[6040]: ec2-user : TTY=pts/0", { at: "2026-10-24T15:50:41Z", level: "NOTICE", host: "ip-172-31-30-110", service: "sudo" }],
      ["<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!", { at: "2026-02-05T17:32:18Z", level: "NOTICE", host: "10.0.0.99" }],
      ["<0>Oct 22 10:52:01 10.1.2.3 sched[0]: That's All Folks!", { at: "2026-10-22T10:52:01Z", level: "EMERG", host: "10.1.2.3", service: "sched" }],
      ["Nov 21 09:15:00 web-1 postfix/smtpd[77]: connect from unknown", { at: "2026-11-21T09:15:00Z", host: "web-1", service: "postfix/smtpd" }],
      ["Nov 21 09:15:00 web-1 kernel: [12345.678] eth0: link up", { at: "2026-11-21T09:15:00Z", host: "web-1", service: "kernel" }],
      ["<190>Nov 21 2026 09:15:00.250: %ASA-6-302013: Built outbound", { at: "2026-11-21T09:15:00.250Z", level: "INFO", service: "%ASA-6-302013" }],
      ["<14>2026-11-21T09:15:00.5+01:00 web-1 app[1]: started", { at: "2026-11-21T08:15:00.500Z", level: "INFO", host: "web-1", service: "app" }],
      ["<132> Nov 21 09:15:00 ix2105  IP6[015]: Beyond scope", { at: "2026-11-21T09:15:00Z", level: "WARN", host: "ix2105", service: "IP6" }],
      ["<134>2024 Jul 16 02:15:13 an id=OS", { at: "2024-07-16T02:15:13Z", level: "INFO", host: "an" }],
      ["Nov 21 09:15:00 web-1 fluentd[11111] [error] no colon", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1", service: "fluentd" }],
      ["Nov 21 09:15:00 web-1 state[open] no process", { at: "2026-11-21T09:15:00Z", host: "web-1" }],
      ["Nov 21 09:15:00 10.0.0.1 65: router: *Nov 21 09:15:00.123: %SYS-5-CONFIG_I: Configured", { at: "2026-11-21T09:15:00Z", host: "10.0.0.1" }],
      ["nov 1 09:15:00", { at: "2026-11-01T09:15:00Z" }],
      ["Nov 21 09:15:00 - -: x", { at: "2026-11-21T09:15:00Z" }],
    ]);
  });

  it("may have a device's counters and its host before the time", () => {
    const record = { at: "2026-03-12T07:12:10Z", level: "NOTICE", service: "%SYS-5-CONFIG_I" };
    const line = "Mar 12 07:12:10: %SYS-5-CONFIG_I: Configured from console";
    expectBoth([
      [`<189>105: ${line}`, record],
      [`<189>105: 000104: *${line}`, record],
      [`<189>: .${line}`, record],
      [`<189>269614: edge-1: ${line}`, { ...record, host: "edge-1" }],
      [`<189>269614: 000104: edge-1: ${line}`, { ...record, host: "edge-1" }],
      [`<189>12345678901: ${line}`, "bad-timestamp"],
      [`<189>105 ${line}`, "bad-timestamp"],
      [`<189>105: edge 1: ${line}`, "bad-timestamp"],
      [`105: ${line}`, "no-format"],
    ]);
  });

  it("are of the last year that does not put them more than a day behind the reference time", () => {
    expectBoth([
      ["<13>Nov 22 12:00:59 h x", { at: "2026-11-22T12:00:59Z", level: "NOTICE", host: "h" }],
      ["<13>Nov 22 12:01:00 h x", { at: "2025-11-22T12:01:00Z", level: "NOTICE", host: "h" }],
      ["<13>Dec 31 23:59:60 h x", { at: "2025-12-31T23:59:59Z", level: "NOTICE", host: "h" }],
      ["<13>Feb 29 00:00:00 h x", { at: "2024-02-29T00:00:00Z", level: "NOTICE", host: "h" }],
      ["<13>Feb 30 00:00:00 h x", "bad-timestamp"],
    ]);
    expectBoth([["<13>Nov 22 13:00:00 h x", { at: "2026-11-22T12:00:00Z", level: "NOTICE", host: "h" }]], { timeZone: "Europe/Berlin" });
    expectBoth([["<13>Nov 22 13:01:00 h x", { at: "2025-11-22T12:01:00Z", level: "NOTICE", host: "h" }]], { timeZone: "Europe/Berlin" });
  });

  it("count the request of an access line that is their message", () => {
    const access = '203.0.113.7 - - [21/Nov/2026:08:00:00 +0000] "GET /a/7?x HTTP/1.1" 503 12 "-" "curl" 0.25';
    const figures = { status: 503, bytes: 12, durationUs: 250_000, method: "GET", route: "/a/:id" };
    expectBoth([
      [`<190>Nov 21 09:15:00 web-1 nginx: ${access}`, { at: "2026-11-21T09:15:00Z", level: "INFO", host: "web-1", service: "nginx", ...figures }],
      [`Nov 21 09:15:00 nginx: vhost.example:80 ${access}`, { at: "2026-11-21T09:15:00Z", service: "nginx", ...figures }],
      [`Nov 21 09:15:00 web-1 vhost.example:80 ${access}`, { at: "2026-11-21T09:15:00Z", host: "web-1", ...figures }],
      [`<190>1 2026-11-21T09:15:00Z web-1 nginx - - [m x="]"] ${access}`, { at: "2026-11-21T09:15:00Z", level: "INFO", host: "web-1", service: "nginx", ...figures }],
      [`<190>Nov 21 09:15:00 web-1 nginx: ${access.replace("503 12", "ok 12")}`, { at: "2026-11-21T09:15:00Z", level: "INFO", host: "web-1", service: "nginx" }],
      ["<190>7: web-1: Nov 21 2026 09:15:00 EDT: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up", { at: "2026-11-21T09:15:00Z", level: "INFO", host: "web-1" }],
      ["<187>Nov 21 09:15:00 web-1 AEST: %SFF8472-3-THRESHOLD_VIOLATION: x", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1" }],
      ["<187>Nov 21 09:15:00 web-1 UTC+07:30: %SFF8472-3-X: x", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1" }],
      ["<189>Nov 21 09:15:00 router1: %SYS-5-CONFIG_I: x", { at: "2026-11-21T09:15:00Z", level: "NOTICE", service: "router1" }],
      ["<187>Nov 21 09:15:00 web-1 UTC+123: %X-3-X: x", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1", service: "UTC+123" }],
      ["<187>Nov 21 09:15:00 web-1 CRON: %d items", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1", service: "CRON" }],
      ["<187>Nov 21 09:15:00 web-1 app: %d items", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1", service: "app" }],
      ["<187>Nov 21 09:15:00 web-1 app: %", { at: "2026-11-21T09:15:00Z", level: "ERROR", host: "web-1", service: "app" }],
      ["<190>Nov 21 09:15:00 web-1 app: [21/Nov/2026:08:00:00] ERROR it failed", { at: "2026-11-21T09:15:00Z", level: "INFO", host: "web-1", service: "app" }],
    ]);
  });

  it("are rejected without a time, and for a priority that is none", () => {
    expectBoth([
      ["<13>", "bad-timestamp"],
      ["<13>hello", "bad-timestamp"],
      ["<13>Nov 21 09:15 web-1 x", "bad-timestamp"],
      ["<13>Nov 21 09:15:61 web-1 x", "bad-timestamp"],
      ["<13>Nov 21 09:15:00x web-1 x", "bad-timestamp"],
      ["<13>Nov 21 09:15:00.1234567890 web-1 x", "bad-timestamp"],
      ["<192>Nov 21 09:15:00 web-1 x", "bad-field"],
      ["<1234>Nov 21 09:15:00 web-1 x", "no-format"],
      ["<>Nov 21 09:15:00 web-1 x", "no-format"],
      ["<13 Nov 21 09:15:00 web-1 x", "no-format"],
      ["Foo 21 09:15:00 web-1 x", "no-format"],
      ["Nov 21 web-1 x", "no-format"],
    ]);
  });
});

describe("lines of RFC 5424", () => {
  it("are records of any version, with structured data or without", () => {
    const at = "2003-10-11T22:14:15.003Z";
    const cases: Case[] = [
      ["<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed", { at, level: "CRIT", host: "mymachine.example.com", service: "su" }],
      ["<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time.", { at: "2003-08-24T12:14:15Z", level: "NOTICE", host: "192.0.2.1", service: "myproc" }],
      ['<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 iut="3" eventID="1011"] entry', { at, level: "NOTICE", host: "host", service: "evntslog" }],
      ['<165>999 2003-10-11T22:14:15.003Z host evntslog - ID47 [a b="\\]"][c]', { at, level: "NOTICE", host: "host", service: "evntslog" }],
      ["<7>1 2003-10-11T22:14:15.003Z - - - - -", { at, level: "DEBUG" }],
      ["<7>1 2003-10-11T22:14:15.003Z - - - - [open", { at, level: "DEBUG" }],
      // Heroku's logs have no structured data, and some devices none and a message id too few.
      ["<190>1 2003-10-11T22:14:15.003Z host app web.1 - State changed from starting to up", { at, level: "INFO", host: "host", service: "app" }],
      ["<34>1 2003-10-11T22:14:15.003Z host su - ID47 -x", { at, level: "CRIT", host: "host", service: "su" }],
      [
        '<190>1 2003-10-11T22:14:15.003Z host app web.1 - 192.0.2.7 - - [21/Nov/2026:08:00:00 +0000] "GET /a HTTP/1.1" 404 12',
        { at, level: "INFO", host: "host", service: "app", status: 404, bytes: 12, method: "GET", route: "/a" },
      ],
    ];
    expectBoth(cases);
  });

  it("need a time and every part of the header", () => {
    expectBoth([
      ["<34>1 - host su - ID47 - x", "no-timestamp"],
      ["<34>1 2003-13-11T22:14:15Z host su - ID47 - x", "bad-timestamp"],
      ["<34>1 ", "bad-timestamp"],
      ["<34>1 2003-10-11T22:14:15.003Z", "bad-field"],
      ["<34>1 2003-10-11T22:14:15.003Z host su - ID47", "bad-field"],
      ["<192>1 2003-10-11T22:14:15.003Z host su - ID47 -", "bad-field"],
      ["<34>1", "bad-timestamp"],
    ]);
  });
});

describe("lines of error logs of httpd", () => {
  it("have a time and a level, with a module or without", () => {
    const at = "2026-08-31T09:30:48.958Z";
    const line = (brackets: string): string => `[Mon Aug 31 09:30:48.958285 2026] ${brackets} [pid 28787:tid 140169] AH01075: Error dispatching request`;
    expectBoth([
      [line("[proxy_fcgi:error]"), { at, level: "ERROR" }],
      [line("[:error]"), { at, level: "ERROR" }],
      [line("[warn]"), { at, level: "WARN" }],
      [line("[ssl:trace8]"), { at, level: "TRACE" }],
      [line("[ssl:trace9]"), { at }],
      [line("[ssl:error1]"), { at }],
      [line("[odd]"), { at }],
      [line("[open"), { at }],
      ["[Mon Aug 31 16:27:04 2026] [error] [client 10.17.42.3] Premature end", { at: "2026-08-31T16:27:04Z", level: "ERROR" }],
      ["[Sat Aug  1 16:27:04 2026] [core:notice] AH00094: Command line", { at: "2026-08-01T16:27:04Z", level: "NOTICE" }],
      ["[Mon Aug 31 16:27:04 2026]", { at: "2026-08-31T16:27:04Z" }],
    ]);
    expectBoth([["[Mon Aug 31 16:27:04 2026] [crit] x", { at: "2026-08-31T14:27:04Z", level: "CRIT" }]], { timeZone: "Europe/Berlin" });
  });

  it("are rejected for a time that is none", () => {
    expectBoth([
      ["[Mon Aug 32 16:27:04 2026] [error] x", "bad-timestamp"],
      ["[Mon Aug 31 16:27:04] [error] x", "bad-timestamp"],
      ["[Mon Aug 31 16:27:04. 2026] [error] x", "bad-timestamp"],
      ["[Mon Aug 31 16:27:04 2026 [error] x", "bad-timestamp"],
      ["[Mon Foo 31 16:27:04 2026] [error] x", "no-format"],
      ["[Mon Aug 31", "no-format"],
    ]);
  });
});

describe("lines of logfmt", () => {
  it("are looked up by the aliases of JSON lines", () => {
    expectBoth([
      [
        'ts=2026-11-21T09:15:00.25Z caller=main.go:8 level=info msg="GET \\"/x\\"" method=get path=/api/7?a status=503 duration=12.5ms size=77 app=shop host=web-1',
        { at: "2026-11-21T09:15:00.250Z", level: "INFO", method: "GET", route: "/api/:id", status: 503, durationUs: 12_500, bytes: 77, service: "shop", host: "web-1" },
      ],
      ['time="2026-11-21T09:15:00+01:00" level=warning msg="a walrus appears" elapsed_us=15', { at: "2026-11-21T08:15:00Z", level: "WARN", durationUs: 15 }],
      ["t=2026-11-21T09:15:00+0100 lvl=eror msg=x", { at: "2026-11-21T08:15:00Z", level: "ERROR" }],
      ["level=30 time=1795252500 status=abc took=5 debug", { at: "2026-11-21T09:15:00Z", level: "INFO", durationUs: 5000 }],
      ['level=info level=error ts="2026-11-21 09:15:00" request="POST /y HTTP/1.1"', { at: "2026-11-21T09:15:00Z", level: "ERROR", method: "POST", route: "/y" }],
      ["ts=2026-11-21T09:15:00Z timestamp= status= host", { at: "2026-11-21T09:15:00Z" }],
      ['ts=2026-11-21T09:15:00Z a="b"host="\\u00e9\\n"', { at: "2026-11-21T09:15:00Z", host: "\u00e9\n" }],
      ["ts=2026-11-21T09:15:00Z app=it's host=a,b", { at: "2026-11-21T09:15:00Z", service: "it's", host: "a,b" }],
    ]);
    expectBoth([["ts=2026-11-21T09:15:00Z cost_s=2 a.b=404", { at: "2026-11-21T09:15:00Z", durationUs: 2_000_000, status: 404 }]], {
      jsonAliases: { duration: ["cost_s"], status: ["a.b"] },
    });
  });

  it("refuse what is no pair", () => {
    const time = "ts=2026-11-21T09:15:00Z ";
    const bad = ["=bar", '"k"=bar', 'k"ey=bar', 'k=b"ar', "k=b =ar", "a==", "k=b=ar", 'a="1', 'a="1\\', 'a="\\t1', 'a="\\u1"', 'a="\\x"', "a\ufffd=bar", 'a="x"=y'];
    expectBoth(bad.map((pair): Case => [time + pair, "bad-field"]));
    expectBoth([
      ["level=info msg=x", "no-timestamp"],
      ["ts= level=info", "no-timestamp"],
      ["ts=yesterday", "bad-timestamp"],
      ["hello ts=2026-11-21T09:15:00Z", "no-format"],
      ["1a=5 ts=2026-11-21T09:15:00Z", "no-format"],
    ]);
  });

  it("leave access lines alone whose prefix looks like a pair", () => {
    const access = '[21/Nov/2026:09:15:00 +0000] "GET / HTTP/1.1" 200 5';
    expectBoth([
      [`ip=203.0.113.7 - - ${access}`, { at: "2026-11-21T09:15:00Z", status: 200, bytes: 5, method: "GET", route: "/" }],
      [`ts=2026-11-21T09:15:00Z msg="10.0.0.1 - - ${access.replaceAll('"', '\\"')}"`, { at: "2026-11-21T09:15:00Z" }],
    ]);
  });
});
