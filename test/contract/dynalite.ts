import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { TABLE } from "../../shared/contracts/names.ts";
import { CONTRACT_ENDPOINT, emulatedClient, nameOnEndpoint } from "./endpoint.ts";

/** It brings no types. */
const createDynalite = createRequire(import.meta.url)("dynalite") as (options: { createTableMs: number }) => Server;

export interface RunningTable {
  client: DynamoDBClient;
  tableName: string;
  stop(): Promise<void>;
}

/** A DynamoDB emulator in this process on a free port, or the endpoint that the environment names, with one empty table of the product's shape. */
export async function startTable(): Promise<RunningTable> {
  if (CONTRACT_ENDPOINT !== undefined) return startTableAt(CONTRACT_ENDPOINT);
  const server = createDynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const tableName = "contract";
  await createTable(client, tableName);
  return {
    client,
    tableName,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startTableAt(endpoint: string): Promise<RunningTable> {
  const client = new DynamoDBClient(emulatedClient(endpoint));
  const tableName = nameOnEndpoint("table");
  await createTable(client, tableName);
  return {
    client,
    tableName,
    async stop() {
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
    },
  };
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const keys = [TABLE, TABLE.jobsIndex, TABLE.liveIndex];
  const schema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
    { AttributeName: partitionKey, KeyType: "HASH" as const },
    { AttributeName: sortKey, KeyType: "RANGE" as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.flatMap(schema).map(({ AttributeName }) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: schema(TABLE),
      GlobalSecondaryIndexes: [TABLE.jobsIndex, TABLE.liveIndex].map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index),
        Projection: { ProjectionType: index.projection },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { TableName: tableName });
}
