import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

type ScriptValues<Options extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: Options }>>["values"];

/** The exit code of a script that was called wrong, as of the command line. */
const BAD_USAGE = 2;

/**
 * The values of the options that this script was called with. `--help` prints `usage` and ends it; what is no option of the script is told in one line above
 * the usage, and ends it with 2.
 */
export function readScriptOptions<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options): ScriptValues<Options> {
  helpIfAsked(usage);
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    // Node's hints behind the first sentence are about what scripts do not have.
    return refuse(usage, (error as Error).message.split(". ")[0]!);
  }
}

/** Print the usage and end the script if it was called with `--help`. */
export function helpIfAsked(usage: string): void {
  if (!process.argv.slice(2).some((word) => word === "--help" || word === "-h")) return;
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

/** The whole number from `min` on that an option was given; anything else ends the script with 2. */
export function wholeNumberOf(usage: string, option: string, text: string, min = 1): number {
  const number = Number(text);
  return text.trim() !== "" && Number.isSafeInteger(number) && number >= min ? number : refuse(usage, `--${option} ${text}: it has to be a whole number from ${min} on`);
}

/** Say what is wrong with how the script was called, and end it. */
export function refuse(usage: string, what: string): never {
  process.stderr.write(`${what}\n${usage}\n`);
  process.exit(BAD_USAGE);
}
