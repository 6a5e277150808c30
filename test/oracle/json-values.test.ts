import { describe, expect, it } from "vitest";
import { type Expected, judgeOne } from "./judge-text.ts";

/** The fields of a line with a good time and the given members. */
function fieldsOf(members: string): Expected {
  const verdict = judgeOne(`{"time":1706091332,${members}}`);
  if (typeof verdict === "string") return verdict;
  const { timestampMs: _timestampMs, ...fields } = verdict;
  return fields;
}
const levelOf = (json: string): Expected => fieldsOf(`"level":${json}`);

describe("json: values", () => {
  it.each([
    ['"info"', "INFO"],
    ['"Warning"', "WARN"],
    ['"custom level"', "CUSTOM LEVEL"],
    [`"${"a".repeat(40)}"`, "A".repeat(32)],
    ['"é"', "é"],
    ["10", "TRACE"],
    ["20", "DEBUG"],
    ["29", "DEBUG"],
    ["35", "INFO"],
    ["40.9", "WARN"],
    ["50", "ERROR"],
    ['"60"', "FATAL"],
    ["60.5", "FATAL"],
    ["0", "EMERG"],
    ["-0", "EMERG"],
    ["1", "ALERT"],
    ["2", "CRIT"],
    ['"3"', "ERROR"],
    ["4", "WARN"],
    ["5", "NOTICE"],
    ["6", "INFO"],
    ["7.9", "DEBUG"],
    ['"30.5"', "30.5"],
  ])("level %s is %s", (json, level) => {
    expect(levelOf(json)).toEqual({ level });
  });

  it.each(["8", "9", "61", "70", "-1", "1e9", '""', '"-"', '"100"', "true", "{}"])("level %s is absent", (json) => {
    expect(levelOf(json)).toEqual({});
  });

  it.each(["200", "200.0", "2e2", "2000E-1", '"200"', "0.2e3"])("status %s is 200", (json) => {
    expect(fieldsOf(`"status":${json}`)).toEqual({ status: 200 });
  });

  it.each(["0", "99", "1000", "-200", "200.5", '"ok"', '"0200"', '"20"', '"099"', '"-"', '""', "true", "[200]", "2e400"])("status %s is absent", (json) =>
    expect(fieldsOf(`"status":${json}`)).toEqual({}),
  );

  it.each([
    ["12", 12_000],
    ["0", 0],
    ["-0", 0],
    ["-0.0", 0],
    ["1.0005", 1_001],
    ["1.00049999999999999999999", 1_000],
    ["1e3", 1_000_000],
    ["1e-400", 0],
    ['"12"', 12_000],
    ['"12.5"', 12_500],
    ['"12us"', 12],
    ['"12 ms"', 12_000],
    ['"1.5 s"', 1_500_000],
    ['"-0 ns"', 0],
    ['"3 \\u00b5s"', 3],
    ['"1.5s"', 1_500_000],
    ['"1m2.5s"', 62_500_000],
    ['"3\\u00b5s"', 3],
    ['"3μs"', 3],
    ['"-0ms"', 0],
    ["9007199254740.991", 9_007_199_254_740_991],
  ])("duration %s is %s µs", (json, durationUs) => {
    expect(fieldsOf(`"duration":${json}`)).toEqual({ durationUs });
  });

  it.each([
    "-1",
    '"-1"',
    '"-5ms"',
    '"-"',
    '""',
    '"-12 ms"',
    '"12  ms"',
    '"12 ms "',
    '"1 h"',
    '"1s 2 ms"',
    '"12 sec"',
    '"12MS"',
    '"1e3"',
    '"x"',
    "true",
    "9007199254740.992",
    "1e400",
    "-1e-400",
    `"${"0".repeat(63)}5s"`,
  ])("duration %s is absent", (json) => {
    expect(fieldsOf(`"duration":${json}`)).toEqual({});
  });

  it("is in seconds for Caddy's duration alone", () => {
    expect(fieldsOf('"logger":"http.log.access.log0","duration":0.25')).toEqual({ durationUs: 250_000 });
    expect(fieldsOf('"logger":"http.log.access","duration":"0.25"')).toEqual({ durationUs: 250_000 });
    expect(fieldsOf('"logger":"http.log.access","duration":"3ms"')).toEqual({ durationUs: 3_000 });
    expect(fieldsOf('"logger":"http.log.error","duration":0.25')).toEqual({ durationUs: 250_000 });
    expect(fieldsOf('"logger":"http.logs","duration":0.25')).toEqual({ durationUs: 250 });
    expect(fieldsOf('"logger":"http.log.access","latency":0.25')).toEqual({ durationUs: 250 });
    expect(fieldsOf('"metadata":{"logger":"http.log.access"},"duration":0.25')).toEqual({ durationUs: 250 });
    expect(fieldsOf('"logger":"http.log.access","metadata":{"duration":0.25}')).toEqual({ durationUs: 250_000 });
  });

  it.each([
    ["12", 12],
    ["12.9", 12],
    ["1.29e1", 12],
    ['"12"', 12],
    ["0", 0],
    ["9007199254740991.9", 9_007_199_254_740_991],
  ])("bytes %s is %s", (json, bytes) => {
    expect(fieldsOf(`"bytes":${json}`)).toEqual({ bytes });
  });

  it.each(["-1", "-0.5", '"12.5"', '"-1"', '"12kB"', '""', '"-"', "true", "9007199254740992"])("bytes %s is absent", (json) => {
    expect(fieldsOf(`"bytes":${json}`)).toEqual({});
  });

  it("has a method of 1 to 20 bytes that begins with a letter", () => {
    expect(fieldsOf('"method":"m-search"')).toEqual({ method: "M-SEARCH" });
    expect(fieldsOf('"method":"GE_T"')).toEqual({ method: "GE_T" });
    for (const json of ['""', '"-"', '"-X"', '"GET "', '"G3T"', "5", `"${"A".repeat(21)}"`]) expect(fieldsOf(`"method":${json}`), json).toEqual({});
  });

  it("has names of at most 256 bytes, and none for an empty one and a dash", () => {
    expect(fieldsOf(`"service":"${"é".repeat(200)}","host":"${"h".repeat(300)}"`)).toEqual({ service: "é".repeat(128), host: "h".repeat(256) });
    for (const json of ['""', '"-"', "5", "null", "{}"]) expect(fieldsOf(`"service":${json},"host":${json}`), json).toEqual({});
  });

  it.each<[string, Expected]>([
    ['"request":"GET /a?b HTTP/1.1"', { method: "GET", route: "/a" }],
    ['"request":"GET /a"', { method: "GET", route: "/a" }],
    ['"request":"GET"', {}],
    ['"request":"get /a HTTP/1.1"', {}],
    ['"request":"GET /a HTTP/1.1","method":"post"', { method: "POST", route: "/a" }],
    ['"request":"GET /a HTTP/1.1","path":"/b"', { method: "GET", route: "/b" }],
    ['"request":"GET /a HTTP/1.1","path":"?x","method":5', { method: "GET" }],
    ['"request":"GET /a HTTP/1.1","path":"-"', { method: "GET", route: "/a" }],
    ['"request":"GET /a\\"b HTTP/1.1"', { method: "GET", route: '/a"b' }],
    ['"metadata":{"request":"GET /a HTTP/1.1"}', {}],
    ['"request":{"method":"GET","uri":"/a","host":"h"}', { method: "GET", route: "/a", host: "h" }],
  ])("reads the request of %s", (members, fields) => {
    expect(fieldsOf(members)).toEqual(fields);
  });
});

describe("json: routes", () => {
  it.each([
    ["/", "/"],
    ["/a/b", "/a/b"],
    ["/a/", "/a/"],
    ["//a", "//a"],
    ["/a?b/5", "/a"],
    ["/a#b?c", "/a"],
    ["*", "*"],
    ["a", "a"],
    ["5", ":id"],
    ["/5", "/:id"],
    ["/5/6/", "/:id/:id/"],
    ["/v1/5a", "/v1/5a"],
    ["/users/550e8400-e29b-41d4-a716-446655440000/x", "/users/:id/x"],
    ["/users/550E8400-E29B-41D4-A716-446655440000", "/users/:id"],
    ["/users/550e8400-e29b-41d4-a716-44665544000", "/users/550e8400-e29b-41d4-a716-44665544000"],
    ["/users/550e8400-e29b-41d4-a716-44665544000g", "/users/550e8400-e29b-41d4-a716-44665544000g"],
    ["/h/0123456789abcdef", "/h/:id"],
    ["/h/0123456789abcde", "/h/0123456789abcde"],
    ["/h/abcdefabcdefabcdef", "/h/abcdefabcdefabcdef"],
    ["/h/ABCDEFabcdefabcde1", "/h/:id"],
    ["/a/%35", "/a/%35"],
    ["/a;5/6", "/a;5/:id"],
    ["http://h/a", "/a"],
    ["http://h", "/"],
    ["http://h?x=/5", "/"],
    ["http://h#x", "/"],
    ["http://u:p@h:80/5", "/:id"],
    ["://h/a", "/a"],
    ["http:/h/a", "http:/h/a"],
    ["/a://b/c", "/a://b/c"],
    ["a?b://c/d", "a"],
    ["/-", "/-"],
    [`/${"a".repeat(300)}`, `/${"a".repeat(255)}`],
    [`/${"1".repeat(300)}`, "/:id"],
    [`/${"é".repeat(128)}`, `/${"é".repeat(127)}\ufffd`],
  ])("%s is %s", (target, route) => {
    expect(fieldsOf(`"path":${JSON.stringify(target)}`)).toEqual({ route });
  });

  it.each(["", "?a", "#a", "-"])("%j is none", (target) => {
    expect(fieldsOf(`"path":${JSON.stringify(target)}`)).toEqual({});
  });
});
