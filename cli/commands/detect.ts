import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { checkInputFile } from "../input-file.ts";
import { parsePattern, parseSourceFormat, parseTimeZone, SOURCE_FORMATS } from "../option-values.ts";
import { renderCsv } from "../render/csv.ts";

interface DetectFlags extends GlobalOptions {
  sourceFormat: ReturnType<typeof parseSourceFormat>;
  timeZone: string;
  pattern?: string;
}

/** `fanfold detect <file>`: what a log's first 64 KiB are taken for, and why. */
export const addDetect: AddCommand = (program, cli) => {
  program
    .command("detect")
    .summary("say what format a file has, and why")
    .description(
      "Look at the first 64 KiB of a log (unpacked, if it is gzip or zstd) and say which format its lines have: the score of each candidate, a record as it was understood, and the first line that did not fit. Exit code 1 when nothing was understood.",
    )
    .argument("<file>", "path of a log file")
    .addOption(option("--source-format <format>", `pin the format: ${SOURCE_FORMATS.join(", ")}`, parseSourceFormat).default("auto"))
    .addOption(option("--pattern <pattern>", 'how lines look that no format knows, such as "{time} {level} {*}"', parsePattern))
    .addOption(option("--time-zone <zone>", "of times that name none", parseTimeZone).default("UTC"))
    .addHelpText("after", csvColumns("a candidate", ["format", "lines", "records", "share"]))
    .addHelpText(
      "after",
      examples(
        ["fanfold detect access.log", "the whole story"],
        ["fanfold detect jobs.log --pattern '{time} {level} {service}: {*}'", "whether a pattern fits"],
        ["fanfold detect old.log.gz --output json", "for a program"],
      ),
    )
    .action((path: string, _flags: unknown, command) => detect(path, command.optsWithGlobals() as DetectFlags, cli));
};

async function detect(path: string, flags: DetectFlags, { terminal, exitWith }: Cli): Promise<void> {
  checkInputFile(path);
  const [{ detectFormat }, { readSample }, { hintOf, isUnknown, misfitText, renderDetection }] = await Promise.all([
    import("../../shared/core/parse/detect-format.ts"),
    import("../detect/read-sample.ts"),
    import("../detect/render-detection.ts"),
  ]);
  const sample = await readSample(path);
  const settings = { ...DEFAULT_PARSE_SETTINGS, format: flags.sourceFormat, timeZone: flags.timeZone, pattern: flags.pattern ?? null };
  const detection = detectFormat(sample.text, settings, sample.modifiedMs, sample.isWhole);
  if (flags.output === "table") terminal.out(renderDetection(path, sample, detection, terminal));
  else if (flags.output === "csv")
    terminal.out(
      renderCsv(
        ["format", "lines", "records", "share"],
        detection.scores.map(({ format, lines, records, share }) => [format, lines, records, share]),
      ),
    );
  else {
    const misfit = detection.misfit === null ? null : { ...detection.misfit, text: misfitText(sample, detection.misfit) };
    const hint = hintOf(sample, detection) ?? null;
    terminal.out(`${JSON.stringify({ encoding: sample.encoding, isDamaged: sample.isDamaged, ...detection, misfit, hint }, null, 2)}\n`);
  }
  exitWith(isUnknown(detection) || sample.isDamaged ? EXIT.failed : EXIT.done);
}
