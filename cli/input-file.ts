import { access, constants, stat } from "node:fs/promises";
import { usageError } from "./cli-error.ts";
import { visibleText } from "./render/visible-text.ts";

export interface InputFile {
  path: string;
  bytes: number;
}

/**
 * Look at a file that is about to be read.
 * @throws CliError with exit code 2, of its own for a missing file, a directory, a file that is not one, and one that may not be read.
 */
export async function checkInputFile(path: string): Promise<InputFile> {
  const where = visibleText(path);
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EACCES") throw unreadable(where, cause);
    throw usageError("FILE_NOT_FOUND", { what: cause.code === "ENOENT" ? "no such file" : "cannot open the file", where, advice: "check the path" }, cause);
  });
  if (stats.isDirectory()) throw usageError("IS_DIRECTORY", { what: "is a directory", where, advice: `name the files in it, for example ${where.replace(/\/+$/, "")}/*.log` });
  if (!stats.isFile()) throw usageError("NOT_A_FILE", { what: "not a regular file", where, advice: "pipe it instead: … | fanfold analyze -" });
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw unreadable(where, cause);
  });
  return { path, bytes: stats.size };
}

function unreadable(where: string, cause: unknown) {
  return usageError("FILE_UNREADABLE", { what: "permission denied", where, advice: "you may not read this file; check its permissions" }, cause);
}
