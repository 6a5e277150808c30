import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { parseTolerance } from "../option-values.ts";

const TOLERANCE_DEFAULT = 0.01;

interface CompareFlags extends GlobalOptions {
  tolerance: number;
}

/** `fanfold compare <id|file> expected.json`: whether a result has the figures that somebody else worked out. */
export const addCompare: AddCommand = (program, cli) => {
  program
    .command("compare")
    .summary("compare a result with expected figures")
    .description(
      "Compare every value of the expected document with the result of a job, a log file (which is analyzed), or a document that was saved as JSON. Numbers may be off by the tolerance; texts are the same or not. What is not in the expected document is not compared, nor are ids, names and times of the job. List elements meet by position, windows by windowStart. Exit code 1 when something differs.",
    )
    .argument("<id|file>", "id of a job, a log file, or a saved document (.json)")
    .argument("<expected>", "JSON file with the figures to expect: any part of a document")
    .addOption(option("--tolerance <share>", "how far a number may be off, as a share of the expected one", parseTolerance).default(TOLERANCE_DEFAULT, "0.01, one percent"))
    .addHelpText("after", csvColumns("a difference", ["path", "expected", "actual", "relativeDifference"]))
    .addHelpText(
      "after",
      examples(
        ["fanfold compare access.log expected.json", "analyze a file and compare"],
        ["fanfold compare 0123456789abcdef0123456789abcdef expected.json", "a job of the running stack"],
        ["fanfold compare today.json yesterday.json --tolerance 0.2", "two saved documents"],
      ),
    )
    .action(async (subject: string, expectedPath: string, _flags: unknown, command) => {
      const { compare } = await import("../compare/compare.ts");
      await compare(subject, expectedPath, command.optsWithGlobals() as CompareFlags, cli satisfies Cli);
    });
};
