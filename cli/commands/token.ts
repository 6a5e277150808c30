import { InvalidArgumentError, type Command } from "commander";
import { TOKEN_ROLES, type TokenRole } from "../../shared/contracts/job.ts";
import { examples, option, type AddCommand } from "../cli.ts";

/** `fanfold token create`: let somebody in to the results API of a stack on AWS. */
export const addToken: AddCommand = (program, cli) => {
  const token: Command = program
    .command("token")
    .summary("make a token for the results API of a deployed stack")
    .description("Bearer tokens let people in to the results API. The local stack makes its own.")
    .addHelpText("after", examples(["fanfold token create --table fanfold-dev-Table --name me", "may read"]))
    .action(() => token.help());
  token
    .command("create")
    .description("Make a token and print it once; the stack keeps only its hash. Needs AWS credentials that may write to the table.")
    .requiredOption("--table <name>", "the stack's table: its output TableName")
    .addOption(option("--role <role>", `what it allows: ${TOKEN_ROLES.join(", ")}`, parseRole).default("read"))
    .requiredOption("--name <name>", "whose it is, for the record")
    .addHelpText("after", examples(["fanfold token create --table fanfold-dev-Table --role ingest --name ci", "may upload and read"]))
    .action(async (flags: { table: string; role: TokenRole; name: string }) => {
      const { createToken } = await import("../tokens/create-token.ts");
      await createToken(flags.table, flags.role, flags.name, cli.terminal);
    });
};

function parseRole(text: string): TokenRole {
  const role = TOKEN_ROLES.find((known) => known === text);
  if (role === undefined) throw new InvalidArgumentError(`give one of ${TOKEN_ROLES.join(", ")}`);
  return role;
}
