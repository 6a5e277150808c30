import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { forEachInFlight } from "../../shared/adapters/in-flight.ts";

const REQUESTS = 3_000;
const WARM_UP = 1_000;
const IN_FLIGHT = 16;
/** A partial of a usual range, compressed. */
const ITEM_BYTES = 5_000;
const ROUNDS = 3;
/** TLS as AWS speaks it, but for the certificates, which only the first request of a connection needs: a shared key stands for them. */
const TLS = { ciphers: "PSK-AES128-GCM-SHA256", minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;
const SHARED_KEY = Buffer.alloc(32, 7);

/**
 * Ms of a core that one request to DynamoDB costs its function with the SDK, signature and TLS included: half of them write an item of 5 KB, half
 * read one. The other side is a process of its own, and does not count. The least of a few rounds, when nobody else disturbed it.
 */
export async function measureRequest(): Promise<{ milliseconds: number }> {
  const server = fork(import.meta.filename, [], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  try {
    const [port] = (await once(server, "message")) as [number];
    const httpsAgent = new Agent({
      ...TLS,
      keepAlive: true,
      maxSockets: IN_FLIGHT,
      pskCallback: () => ({ psk: SHARED_KEY, identity: "bench" }),
      checkServerIdentity: () => undefined,
    });
    const client = new DynamoDBClient({
      endpoint: `https://127.0.0.1:${port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      requestHandler: { httpsAgent },
    });
    const Key = { pk: { S: "PART#0123456789abcdef0123456789abcdef#0#1" }, sk: { S: "HEAD" } };
    const Item = { ...Key, packed: { B: Buffer.alloc(ITEM_BYTES, 1) } };
    const ask = async (count: number): Promise<void> =>
      forEachInFlight(
        Array.from({ length: count }, (_, i) => i),
        IN_FLIGHT,
        async (i) => void (i % 2 === 0 ? await client.send(new PutItemCommand({ TableName: "model", Item })) : await client.send(new GetItemCommand({ TableName: "model", Key }))),
      );
    await ask(WARM_UP);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      await ask(REQUESTS);
      const { user, system } = process.cpuUsage(before);
      rounds.push((user + system) / 1000 / REQUESTS);
    }
    client.destroy();
    return { milliseconds: Math.min(...rounds) };
  } finally {
    server.kill("SIGKILL");
  }
}

/** The other side: it takes every write, and answers every read with an item. */
function serve(): void {
  const item = JSON.stringify({ Item: { packed: { B: Buffer.alloc(ITEM_BYTES, 1).toString("base64") } } });
  const server = createServer({ ...TLS, pskCallback: () => SHARED_KEY, keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.on("end", () =>
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(String(request.headers["x-amz-target"]).endsWith("GetItem") ? item : "{}"),
    );
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("disconnect", () => process.exit(0));
}

if (import.meta.main) serve();
