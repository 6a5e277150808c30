import { accessSync, constants, type Stats, statSync } from "node:fs";
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
export function checkInputFile(path: string): InputFile {
  const where = visibleText(path);
  const stats = statOf(path, where);
  if (stats.isDirectory()) throw usageError("IS_DIRECTORY", { what: "is a directory", where, advice: `name the files in it, for example ${where.replace(/\/+$/, "")}/*.log` });
  if (!stats.isFile()) throw usageError("NOT_A_FILE", { what: "not a regular file", where, advice: "pipe it instead: … | fanfold analyze -" });
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw unreadable(where, cause);
  }
  return { path, bytes: stats.size };
}

function statOf(path: string, where: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EACCES") throw unreadable(where, cause);
    throw usageError("FILE_NOT_FOUND", { what: code === "ENOENT" ? "no such file" : "cannot open the file", where, advice: "check the path" }, cause);
  }
}

function unreadable(where: string, cause: unknown) {
  return usageError("FILE_UNREADABLE", { what: "permission denied", where, advice: "you may not read this file; check its permissions" }, cause);
}
