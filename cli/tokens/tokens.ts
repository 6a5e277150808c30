import { randomBytes } from "node:crypto";
import { createDynamoClient } from "../../shared/adapters/dynamodb/client.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import type { Token, TokenRole } from "../../shared/contracts/job.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import { failure, usageError } from "../cli-error.ts";
import type { OutputFormat } from "../option-values.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTable } from "../render/text-table.ts";
import { formatInstant } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Terminal } from "../terminal.ts";

const TOKEN_BYTES = 32;
/** Of a hash so much is shown and asked for: enough to tell tokens apart, nothing that could let anybody in. */
const ID_HEX_DIGITS = 12;
const CSV_COLUMNS = ["id", "name", "role", "uploadPrefix", "createdAt", "expiresAt"];

/** What a new token is. */
export interface TokenWish {
  role: TokenRole;
  name: string;
  /** What the keys of its uploads begin with; undefined: any key. */
  uploadPrefix: string | undefined;
  /** Undefined: it is good until it is revoked. */
  expiresInSeconds: number | undefined;
}

/** Put a new token into the table of a deployed stack, with the AWS credentials of the environment, and print it: only its hash is kept. */
export async function createToken(tableName: string, { role, name, uploadPrefix, expiresInSeconds }: TokenWish, terminal: Terminal): Promise<void> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const createdAtMs = systemClock.now();
  const limit = uploadPrefix === undefined ? {} : { uploadPrefix };
  const expiry = expiresInSeconds === undefined ? {} : { expiresAtMs: createdAtMs + expiresInSeconds * 1000 };
  await withTokens(tableName, "written", (tokens) => tokens.putToken({ sha256: sha256Hex(token), role, name, createdAtMs, ...limit, ...expiry }));
  terminal.out(`${token}\n`);
  terminal.err(`that is the only time it is shown; the table keeps its hash. Its id is ${idOf({ sha256: sha256Hex(token) })}: fanfold token revoke takes it back\n`);
}

/** List the tokens of a deployed stack: never the tokens themselves, which nobody has. */
export async function listTokens(tableName: string, output: OutputFormat, terminal: Terminal): Promise<void> {
  const tokens = await withTokens(tableName, "read", (store) => store.listTokens());
  const rows = tokens
    .toSorted((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0))
    .map((token) => ({
      id: idOf(token),
      name: token.name,
      role: token.role,
      uploadPrefix: token.uploadPrefix,
      createdAt: instantOf(token.createdAtMs),
      expiresAt: instantOf(token.expiresAtMs),
    }));
  if (output === "json") return terminal.out(`${JSON.stringify({ tokens: rows })}\n`);
  if (output === "csv")
    return terminal.out(
      renderCsv(
        CSV_COLUMNS,
        rows.map((row) => [row.id, row.name, row.role, row.uploadPrefix, row.createdAt, row.expiresAt]),
      ),
    );
  if (rows.length === 0) return terminal.out("no tokens: fanfold token create makes one\n");
  const shown = rows.map((row) => [row.id, row.role, shownInstant(row.createdAt), row.expiresAt === undefined ? "never" : shownInstant(row.expiresAt), visibleText(row.name)]);
  const columns = [{ title: "id" }, { title: "role" }, { title: "created UTC" }, { title: "expires UTC" }, { title: "name", isFlexible: true }];
  terminal.out(renderTable(columns, shown, terminal.columns, terminal.paintOut));
}

/** Take a token back. The results API asks the table at every request, so it is refused from the next one on. */
export async function revokeToken(tableName: string, id: string, terminal: Terminal): Promise<void> {
  const outcome = await withTokens(tableName, "deleted", async (store) => {
    const found = (await store.listTokens()).filter((token) => token.sha256.startsWith(id));
    if (found.length === 1) await store.deleteToken(found[0]!.sha256);
    return found;
  });
  if (outcome.length !== 1)
    throw usageError("NO_SUCH_TOKEN", {
      what: outcome.length === 0 ? "no token has this id" : "several tokens have an id that begins so",
      where: visibleText(id),
      advice: "fanfold token list shows them",
    });
  terminal.out(`revoked ${idOf(outcome[0]!)}, ${visibleText(outcome[0]!.name)}\n`);
}

async function withTokens<Result>(tableName: string, verb: string, use: (tokens: Pick<JobStore, "putToken" | "listTokens" | "deleteToken">) => Promise<Result>): Promise<Result> {
  const client = createDynamoClient();
  try {
    return await use(createDynamoJobStore(client, tableName, systemClock));
  } catch (cause) {
    const advice = "check the table's name and region, and AWS credentials that may write to it";
    throw failure("TOKEN_TABLE_UNAVAILABLE", { what: `tokens could not be ${verb}`, where: visibleText(tableName), advice }, cause);
  } finally {
    client.destroy();
  }
}

const idOf = ({ sha256 }: Pick<Token, "sha256">): string => sha256.slice(0, ID_HEX_DIGITS);
const instantOf = (epochMs: number | undefined): string | undefined => (epochMs === undefined ? undefined : new Date(epochMs).toISOString());
const shownInstant = (iso: string | undefined): string => (iso === undefined ? "" : formatInstant(Date.parse(iso)));
