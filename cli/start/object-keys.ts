import { basename } from "node:path";

/** The source that files of `start` belong to. */
const SOURCE = "uploads";

/** A key for each file: its name, and for further files of the same name its number before it, so that none replaces another. */
export function objectKeysFor(paths: readonly string[]): string[] {
  const names = paths.map((path) => basename(path));
  return names.map((name, index) => `${SOURCE}/${names.indexOf(name) === index ? "" : `${index + 1}-`}${name}`);
}
