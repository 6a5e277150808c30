import { spawn } from "node:child_process";
import { dirname, join } from "node:path";

const REPOSITORY = dirname(import.meta.dirname);
const CDK = join(REPOSITORY, "node_modules", "aws-cdk", "bin", "cdk");

/** Where emulators pretend to be, and the account that they give to keys that are no account number. */
export const EMULATED = { regionName: "us-east-1", accountId: "000000000000", credentials: { accessKeyId: "test", secretAccessKey: "test" } } as const;

/**
 * The environment in which every AWS client speaks to the emulator at `endpoint`, whatever account the shell is logged in to: a profile or an
 * endpoint of one service would lead some calls to a real account.
 */
export function emulatedEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: EMULATED.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATED.credentials.secretAccessKey,
    AWS_REGION: EMULATED.regionName,
    AWS_DEFAULT_REGION: EMULATED.regionName,
    AWS_EC2_METADATA_DISABLED: "true",
    // Bucket names are no host names here.
    CDK_S3_FORCE_PATH_STYLE: "1",
  };
}

/**
 * Run the pinned CDK and answer all that it said; `onText` hears it at once.
 * @throws Error with what it said last when it fails.
 */
export async function runCdk(args: readonly string[], environment: NodeJS.ProcessEnv, onText: (text: string) => void = () => {}): Promise<string> {
  const child = spawn(process.execPath, [CDK, ...args], { cwd: REPOSITORY, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      onText(text);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`cdk ${args[0]} failed with exit code ${code}:\n${said.split("\n").slice(-SAID_LINES_SHOWN).join("\n")}`);
  return said;
}

const SAID_LINES_SHOWN = 30;
