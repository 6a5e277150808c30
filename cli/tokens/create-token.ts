import { randomBytes } from "node:crypto";
import { createDynamoClient } from "../../shared/adapters/dynamodb/client.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import type { TokenRole } from "../../shared/contracts/job.ts";
import { failure } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

const TOKEN_BYTES = 32;

/** Put a new token into the table of a deployed stack, with the AWS credentials of the environment, and print it: only its hash is kept. */
export async function createToken(tableName: string, role: TokenRole, name: string, terminal: Terminal): Promise<void> {
  const client = createDynamoClient();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  try {
    await createDynamoJobStore(client, tableName, systemClock).putToken({ sha256: sha256Hex(token), role, name });
  } catch (cause) {
    throw failure(
      "TOKEN_NOT_CREATED",
      { what: "the token could not be written", where: tableName, advice: "check the table's name and region, and AWS credentials that may write to it" },
      cause,
    );
  } finally {
    client.destroy();
  }
  terminal.out(`${token}\n`);
}
