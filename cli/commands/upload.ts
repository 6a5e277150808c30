import { basename } from "node:path";
import { usageError } from "../cli-error.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { visibleText } from "../render/visible-text.ts";

/** Source of files for which none is named. */
const UPLOAD_SOURCE = "uploads";
const CSV_COLUMNS = ["file", "bucketName", "objectKey", "objectBytes", "jobId"];

interface UploadFlags extends GlobalOptions {
  source: string;
  key?: string;
  watch?: boolean;
}

/** `fanfold upload <file…>`: store logs in the bucket and say which jobs analyze them. */
export const addUpload: AddCommand = (program, cli) => {
  program
    .command("upload")
    .summary("upload logs to a stack, which analyzes them")
    .description(
      "Upload log files to a running stack and print the id of the job that analyzes each. No credentials for the bucket are needed, only the token. The same works with aws s3 cp.",
    )
    .argument("<file...>", "paths of log files; gzip and zstd may stay packed")
    .option("--source <name>", "source that they belong to: the first segment of their keys", UPLOAD_SOURCE)
    .option("--key <key>", "whole object key, for one file")
    .option("-w, --watch", "wait for each job, then print its result")
    .addHelpText("after", csvColumns("a file", CSV_COLUMNS))
    .addHelpText(
      "after",
      examples(
        ["fanfold upload access.log", "to the stack that runs here"],
        ["fanfold upload logs/*.gz --source web", "many, of the source web"],
        ["fanfold upload access.log --watch", "and wait for the result"],
      ),
    )
    .action(async (paths: string[], _flags: unknown, command) => {
      const flags = command.optsWithGlobals() as UploadFlags;
      checkKeys(paths, flags);
      const { uploadAll } = await import("../upload/upload-all.ts");
      await uploadAll(
        paths.map((path) => ({ path, objectKey: flags.key ?? `${flags.source}/${basename(path)}` })),
        CSV_COLUMNS,
        flags,
        cli satisfies Cli,
      );
    });
};

/** Two files of one name would be one object, of which only the second one counts. */
function checkKeys(paths: readonly string[], { source, key }: UploadFlags): void {
  if (key !== undefined && paths.length > 1)
    throw usageError("ONE_KEY", { what: "--key is for one file", where: `${paths.length} files`, advice: "leave it out, or upload them one by one" });
  if (source === "" || source.includes("/"))
    throw usageError("BAD_VALUE", { what: "bad value", where: `--source ${visibleText(source)}`, advice: "it has to be a name without slashes" });
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined && key === undefined)
    throw usageError("SAME_NAME", { what: "two files have the same name", where: visibleText(twice), advice: "upload them one by one, each with its own --key" });
}
