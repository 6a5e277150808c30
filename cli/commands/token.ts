import { InvalidArgumentError, type Command } from "commander";
import { TOKEN_ROLES, type TokenRole } from "../../shared/contracts/job.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { parsePeriod } from "../option-values.ts";

const TABLE = ["--table <name>", "the stack's table: its output TableName"] as const;
const CSV_COLUMNS = ["id", "name", "role", "uploadPrefix", "createdAt", "expiresAt"];

/** `fanfold token create|list|revoke`: who is let in to the results API of a stack on AWS. */
export const addToken: AddCommand = (program, cli) => {
  const token: Command = program
    .command("token")
    .summary("make, list and revoke tokens for the results API of a deployed stack")
    .description("Bearer tokens let people in to the results API. The local stack makes its own. Needs AWS credentials for the table.")
    .addHelpText("after", examples(["fanfold token create --table fanfold-dev-Table --name me", "may read"], ["fanfold token list --table fanfold-dev-Table", "who has one"]))
    .action(() => token.help());
  addCreate(token, cli);
  addList(token, cli);
  addRevoke(token, cli);
};

function addCreate(token: Command, cli: Cli): void {
  token
    .command("create")
    .description("Make a token and print it once; the stack keeps only its hash.")
    .requiredOption(...TABLE)
    .addOption(option("--role <role>", `what it allows: ${TOKEN_ROLES.join(", ")}`, parseRole).default("read"))
    .requiredOption("--name <name>", "whose it is, for the record")
    .option("--prefix <prefix>", "uploads only to keys that begin so")
    .addOption(option("--expires-in <period>", "how long it is good, such as 12h or 90d; for ever unless given", parsePeriod))
    .addHelpText("after", examples(["fanfold token create --table fanfold-dev-Table --role ingest --name ci --expires-in 90d", "may upload and read, for a quarter"]))
    .action(async ({ table, role, name, prefix, expiresIn }: { table: string; role: TokenRole; name: string; prefix?: string; expiresIn?: number }) => {
      const { createToken } = await import("../tokens/tokens.ts");
      await createToken(table, { role, name, uploadPrefix: prefix, expiresInSeconds: expiresIn }, cli.terminal);
    });
}

function addList(token: Command, cli: Cli): void {
  token
    .command("list")
    .description("List tokens by id, name and role. The tokens themselves nobody can show again.")
    .requiredOption(...TABLE)
    .addHelpText("after", csvColumns("a token", CSV_COLUMNS))
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals() as GlobalOptions & { table: string };
      const { listTokens } = await import("../tokens/tokens.ts");
      await listTokens(flags.table, flags.output, cli.terminal);
    });
}

function addRevoke(token: Command, cli: Cli): void {
  token
    .command("revoke")
    .description("Take a token back. It is refused from the next request on.")
    .argument("<id>", "its id, as fanfold token list shows it, or the beginning of it")
    .requiredOption(...TABLE)
    .action(async (id: string, { table }: { table: string }) => {
      if (!/^[0-9a-f]{4,64}$/.test(id)) throw new InvalidArgumentError("an id is 4 or more digits and letters from a to f");
      const { revokeToken } = await import("../tokens/tokens.ts");
      await revokeToken(table, id, cli.terminal);
    });
}

function parseRole(text: string): TokenRole {
  const role = TOKEN_ROLES.find((known) => known === text);
  if (role === undefined) throw new InvalidArgumentError(`give one of ${TOKEN_ROLES.join(", ")}`);
  return role;
}
