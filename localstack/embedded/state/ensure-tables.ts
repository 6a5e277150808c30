import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedError } from "../embedded-error.ts";
import type { TablePlan } from "../template/stack-plan.ts";

const POLL_MS = 5;
const POLLS_MAX = 400;

interface Answer {
  status: number;
  body: { __type?: string; message?: string; Table?: { TableStatus: string; KeySchema: unknown; GlobalSecondaryIndexes?: { IndexName: string }[] } };
}

/**
 * Create the tables that are absent, and wait until all are active.
 * @throws EmbeddedError `DATA_DIR_UNUSABLE` when a table of an earlier run has other keys or indexes than the template now says.
 */
export async function ensureTables(baseUrl: string, tables: readonly TablePlan[]): Promise<void> {
  for (const { tableName, input } of tables) {
    const found = await call(baseUrl, "DescribeTable", { TableName: tableName });
    if (found.status !== 200) {
      const created = await call(baseUrl, "CreateTable", input);
      if (created.status !== 200) throw new EmbeddedError("SERVICE_FAILED", `The table ${tableName} cannot be created: ${JSON.stringify(created.body)}`, { tableName });
    } else if (describeKeys(found.body.Table) !== describeKeys(input as never)) {
      throw new EmbeddedError(
        "DATA_DIR_UNUSABLE",
        `The table ${tableName} in the data directory has other keys or indexes than the template. Use another data directory, or delete this one.`,
        { tableName },
      );
    }
    await untilActive(baseUrl, tableName);
  }
}

async function untilActive(baseUrl: string, tableName: string): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const { body } = await call(baseUrl, "DescribeTable", { TableName: tableName });
    if (body.Table?.TableStatus === "ACTIVE") return;
    await delay(POLL_MS);
  }
  throw new EmbeddedError("SERVICE_FAILED", `The table ${tableName} did not become active.`, { tableName });
}

function describeKeys(table: Answer["body"]["Table"]): string {
  const indexes = (table?.GlobalSecondaryIndexes ?? []) as { IndexName: string; KeySchema?: unknown }[];
  return JSON.stringify([table?.KeySchema, indexes.map(({ IndexName, KeySchema }) => [IndexName, KeySchema]).toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))]);
}

async function call(baseUrl: string, action: string, input: object): Promise<Answer> {
  const response = await fetch(baseUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${action}`,
      "x-amz-date": "20260101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local",
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
