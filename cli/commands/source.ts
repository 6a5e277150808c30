import type { Command } from "commander";
import { JSON_FIELDS } from "../../shared/core/parse/settings.ts";
import { examples, option, type AddCommand, type Cli } from "../cli.ts";
import { parseByteCount, parseCount, parsePattern, parseSourceFormat, parseTimeZone, SOURCE_FORMATS } from "../option-values.ts";
import { AUTO_RANGES, NO_PATTERN, parseAlias, type Alias, type SourceChanges } from "../sources/source-changes.ts";

const RETENTION_DAYS_MAX = 3_650;

/** `fanfold source list` and `fanfold source set <name>`: the named streams of logs and their settings. */
export const addSource: AddCommand = (program, cli) => {
  const source: Command = program
    .command("source")
    .summary("list sources, or set how their logs are read")
    .description("A source is a named stream of logs: the first segment of an object's key, or the prefixes that it is given. Its settings hold for what is uploaded from then on.")
    .addHelpText("after", examples(["fanfold source list", "all sources"], ["fanfold source set web --time-zone Europe/Berlin", "change one setting"]))
    .action(() => source.help());
  addList(source, cli);
  addSet(source, cli);
};

function addList(source: Command, cli: Cli): void {
  source
    .command("list")
    .description("List the sources and their settings.")
    .addHelpText("after", examples(["fanfold source list --output json", "for a program"]))
    .action(async (_flags: unknown, command: Command) => {
      const { printSources } = await import("../sources/sources.ts");
      await printSources(command.optsWithGlobals(), cli);
    });
}

function addSet(source: Command, cli: Cli): void {
  source
    .command("set")
    .description("Set how the logs of a source are read. What is not named stays as it is. Logs that are uploaded from then on are read so; jobs that exist keep what they have.")
    .argument("<name>", "name of the source")
    .addOption(option("--format <format>", `pin the format of the lines, or let each line decide: ${SOURCE_FORMATS.join(", ")}`, parseSourceFormat))
    .addOption(option("--time-zone <zone>", "of times that name none: +03:30 or Europe/Berlin", parseTimeZone))
    .addOption(
      option("--pattern <pattern>", 'how lines look that no format knows, such as "{time} {level} {*}", or none', (text) => (text === NO_PATTERN ? text : parsePattern(text))),
    )
    .addOption(option("--range-bytes <bytes>", "bytes of a range, or auto", (text) => (text === AUTO_RANGES ? text : parseByteCount(text))))
    .addOption(option("--retention-days <days>", "how long results are kept", parseCount(1, RETENTION_DAYS_MAX)))
    .option("--prefix <prefix...>", "key prefixes that belong to it, instead of the present ones")
    .addOption(
      option<Alias[]>(
        "--alias <field=key...>",
        `ask this JSON key before the built-in ones (parent.key looks one level down); fields: ${JSON_FIELDS.join(", ")}`,
        (text, previous) => [...(previous ?? []), parseAlias(text)],
      ),
    )
    .addHelpText(
      "after",
      examples(
        ["fanfold source set web --format access --time-zone Europe/Berlin", "times without a zone are Berlin's"],
        ["fanfold source set shop --alias duration=elapsed_time_s --alias route=req.target", "names of your own JSON fields"],
        ["fanfold source set jobs --pattern '{time} {level} {service}: {*} in {duration}'", "lines that no format knows"],
        ["fanfold source set shop --prefix prod/shop/ prod/shop-api/", "whatever is stored below these keys"],
      ),
    )
    .action(async (name: string, flags: SourceChanges, command: Command) => {
      const { setSource } = await import("../sources/sources.ts");
      await setSource(name, flags, command.optsWithGlobals(), cli);
    });
}
