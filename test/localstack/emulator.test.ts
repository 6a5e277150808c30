import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { emulatedEnvironment } from "../../localstack/cdk.ts";
import { findEmulator } from "../../localstack/emulator.ts";

const servers: ReturnType<typeof createServer>[] = [];
/** An endpoint that answers 200 to these paths and 404 to all others. */
async function listen(paths: readonly string[]): Promise<string> {
  const server = createServer((request, response) => response.writeHead(paths.includes(request.url ?? "") ? 200 : 404).end("{}"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe("findEmulator", () => {
  it("tells MiniStack, and finds its API at a path of the endpoint", async () => {
    const endpoint = await listen(["/_ministack/health", "/_localstack/health"]);
    const emulator = await findEmulator(endpoint);
    expect(emulator?.name).toBe("ministack");
    expect(emulator?.context["api"]).toBeUndefined();
    expect(emulator?.apiUrl("http://648071ab.execute-api.localhost:4566")).toBe(`${endpoint}/_aws/execute-api/648071ab/$default`);
    expect(emulator?.apiUrl("http://api.example.org")).toBe("http://api.example.org");
  });

  it("tells LocalStack, which has no HTTP APIs", async () => {
    const emulator = await findEmulator(await listen(["/_localstack/health"]));
    expect(emulator?.name).toBe("localstack");
    expect(emulator?.context["api"]).toBe("function-url");
    expect(emulator?.apiUrl("http://x.lambda-url.us-east-1.localhost.localstack.cloud:4566")).toBe("http://x.lambda-url.us-east-1.localhost.localstack.cloud:4566");
  });

  it("knows nothing of other servers, nor of none", async () => {
    const endpoint = await listen([]);
    expect(await findEmulator(endpoint)).toBeUndefined();
    servers.splice(0).forEach((server) => server.close());
    expect(await findEmulator(endpoint)).toBeUndefined();
  });
});

describe("emulatedEnvironment", () => {
  it("leaves nothing by which a client could find a real account", () => {
    process.env["AWS_PROFILE"] = "company";
    process.env["AWS_ENDPOINT_URL_S3"] = "https://s3.example.org";
    try {
      const environment = emulatedEnvironment("http://127.0.0.1:1");
      expect(environment["AWS_PROFILE"]).toBeUndefined();
      expect(environment["AWS_ENDPOINT_URL_S3"]).toBeUndefined();
      expect(environment).toMatchObject({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "test", PATH: process.env["PATH"] });
    } finally {
      delete process.env["AWS_PROFILE"];
      delete process.env["AWS_ENDPOINT_URL_S3"];
    }
  });
});
