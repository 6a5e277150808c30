import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lambda, type Resources } from "./fixture.ts";
import { startStack, type Running } from "./running.ts";

const route = (routeKey: string, integration = "Integration"): Resources[string] => ({
  Type: "AWS::ApiGatewayV2::Route",
  Properties: { ApiId: { Ref: "Api" }, RouteKey: routeKey, AuthorizationType: "NONE", Target: { "Fn::Join": ["", ["integrations/", { Ref: integration }]] } },
});
const integration = (functionId: string, properties: object = {}): Resources[string] => ({
  Type: "AWS::ApiGatewayV2::Integration",
  Properties: { ApiId: { Ref: "Api" }, IntegrationType: "AWS_PROXY", IntegrationUri: { "Fn::GetAtt": [functionId, "Arn"] }, PayloadFormatVersion: "2.0", ...properties },
});

const HANDLER = `export const handler = async (event) => {
  switch (event.pathParameters?.kind) {
    case "bare": return { hello: "world" };
    case "text": return { statusCode: 200, body: "plain" };
    case "binary": return { statusCode: 200, headers: { "Content-Type": "application/octet-stream" }, body: Buffer.from([0, 255, 10]).toString("base64"), isBase64Encoded: true };
    case "cookies": return { statusCode: 201, cookies: ["a=1", "b=2"], body: "" };
    case "nothing": return { statusCode: 204 };
    case "throws": throw new Error("no");
    case "odd": return { statusCode: "many" };
    case "hangs": return new Promise(() => {});
  }
  return event;
};`;

describe("the HTTP API", () => {
  let running: Running;
  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(running.stack.endpoints.api + path, init);
  beforeAll(async () => {
    running = await startStack({
      resources: {
        Fn: lambda("fn"),
        Api: {
          Type: "AWS::ApiGatewayV2::Api",
          Properties: {
            Name: "api",
            ProtocolType: "HTTP",
            CorsConfiguration: { AllowOrigins: ["https://app.example.com"], AllowMethods: ["GET"], AllowHeaders: ["authorization"] },
          },
        },
        Integration: integration("Fn"),
        Impatient: integration("Fn", { TimeoutInMillis: 300 }),
        Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true } },
        Echo: route("ANY /echo/{proxy+}"),
        Item: route("GET /items/{id}"),
        Fixed: route("GET /items/fixed"),
        Kind: route("GET /kinds/{kind}"),
        Slow: route("GET /slow/{kind}", "Impatient"),
      },
      handlers: { fn: HANDLER },
      outputs: { ApiUrl: { "Fn::GetAtt": ["Api", "ApiEndpoint"] } },
    });
  });
  afterAll(() => running.end());

  it("hands a request over in payload format 2.0", async () => {
    expect(running.stack.outputs["ApiUrl"]).toBe(running.stack.endpoints.api);
    const response = await call("/echo/a%20b/c?x=1&y=%C3%BC&x=2", {
      method: "POST",
      body: JSON.stringify({ a: 1 }),
      headers: { "Content-Type": "application/json", "X-Custom": "Yes", cookie: "a=1; b=2" },
    });
    expect(await response.json()).toMatchObject({
      version: "2.0",
      routeKey: "ANY /echo/{proxy+}",
      rawPath: "/echo/a b/c",
      rawQueryString: "x=1&y=%C3%BC&x=2",
      cookies: ["a=1", "b=2"],
      headers: { "x-custom": "Yes", "content-type": "application/json" },
      queryStringParameters: { x: "1,2", y: "ü" },
      pathParameters: { proxy: "a b/c" },
      requestContext: {
        apiId: "Api",
        stage: "$default",
        requestId: expect.any(String),
        timeEpoch: expect.any(Number),
        http: { method: "POST", path: "/echo/a b/c", sourceIp: "127.0.0.1", protocol: "HTTP/1.1", userAgent: expect.any(String) },
      },
      body: `{"a":1}`,
      isBase64Encoded: false,
    });
    const bytes = await call("/echo/x", { method: "PUT", body: Buffer.from([0, 255]), headers: { "content-type": "application/octet-stream" } });
    expect(await bytes.json()).toMatchObject({ body: "AP8=", isBase64Encoded: true });
  });

  it("chooses the most specific route", async () => {
    const keyOf = async (path: string): Promise<unknown> => ((await (await call(path)).json()) as { routeKey: string }).routeKey;
    expect(await keyOf("/items/fixed")).toBe("GET /items/fixed");
    expect(await keyOf("/items/7")).toBe("GET /items/{id}");
    for (const [method, path] of [
      ["GET", "/none"],
      ["POST", "/items/7"],
      ["GET", "/items/7/more"],
      ["GET", "/items/"],
    ] as const) {
      const response = await call(path, { method });
      expect([path, response.status, await response.json()]).toEqual([path, 404, { message: "Not Found" }]);
    }
  });

  it("answers what the function returns", async () => {
    const answer = async (kind: string): Promise<unknown[]> => {
      const response = await call(`/kinds/${kind}`);
      return [response.status, response.headers.get("content-type"), Buffer.from(await response.arrayBuffer()).toString("latin1")];
    };
    expect(await answer("bare")).toEqual([200, "application/json", `{"hello":"world"}`]);
    expect(await answer("text")).toEqual([200, "text/plain;charset=UTF-8", "plain"]);
    expect(await answer("binary")).toEqual([200, "application/octet-stream", "\u0000\u00ff\n"]);
    expect(await answer("nothing")).toEqual([204, null, ""]);
    expect((await call("/kinds/cookies")).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    for (const kind of ["throws", "odd"]) expect(await answer(kind)).toEqual([500, "application/json", `{"message":"Internal Server Error"}`]);
  });

  it("does not wait for a function longer than its integration, nor take a body larger than API Gateway does", async () => {
    const slow = await call("/slow/hangs");
    expect([slow.status, await slow.json()]).toEqual([503, { message: "Service Unavailable" }]);
    const large = await call("/echo/x", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1, "x") });
    expect([large.status, await large.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  });

  it("answers preflights for the origins it allows", async () => {
    const headers = { origin: "https://app.example.com", "access-control-request-method": "GET" };
    const allowed = await call("/items/7", { method: "OPTIONS", headers });
    expect([allowed.status, allowed.headers.get("access-control-allow-origin"), allowed.headers.get("access-control-allow-headers")]).toEqual([
      204,
      headers.origin,
      "authorization",
    ]);
    const other = await call("/items/7", { headers: { origin: "https://example.org" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });
});
