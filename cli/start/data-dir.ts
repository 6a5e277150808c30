import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { openDataDir } from "../../localstack/embedded/data-dir.ts";
import { usageError } from "../cli-error.ts";
import { CONNECTION_FILE } from "../http/connection.ts";
import { visibleText } from "../render/visible-text.ts";

/** The sample that is analyzed when no file is given. */
export const SAMPLE_FILE = "sample.log";
/** The token that `/metrics` is scraped with. */
export const SCRAPE_TOKEN_FILE = "scrape-token";

/** Everything that a local stack keeps in its data directory. Nothing else in there is ever removed. */
const OURS = ["s3", "state", "logs", "compile-cache", "lock.sqlite", "lock.sqlite-journal", "owner.pid", "last-run.json", CONNECTION_FILE, SAMPLE_FILE, SCRAPE_TOKEN_FILE];
/** Without it no stack ever ran on a directory. */
const MARK = "lock.sqlite";

/**
 * Remove what an earlier stack left, so that the next one begins from nothing. A directory that is not there is as good.
 * @throws CliError when the directory is not one of ours; EmbeddedError `DATA_DIR_IN_USE` while a stack runs on it.
 */
export async function removeDataDir(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const names = await readdir(path);
  if (names.length === 0) return;
  if (!names.includes(MARK))
    throw usageError("NOT_OURS", { what: "not a data directory of fanfold", where: visibleText(path), advice: "--fresh removes only those; choose another with --data-dir" });
  (await openDataDir(path)).unlock();
  await Promise.all(OURS.map((name) => rm(join(path, name), { recursive: true, force: true })));
  if (names.every((name) => OURS.includes(name))) await rmdir(path);
}
