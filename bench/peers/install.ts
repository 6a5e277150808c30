import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BENCH_FOLDER, CACHE } from "../paths.ts";

const DEBIAN_PACKAGES = ["goaccess", "libmaxminddb0"];

/** Install the databases of `bench/package.json` into `bench/node_modules`, unless they are there as its lockfile says. Returns why that failed, if it did. */
export function installDatabases(): string | undefined {
  const lockfile = join(BENCH_FOLDER, "package-lock.json");
  const installed = join(BENCH_FOLDER, "node_modules", ".installed-lock.json");
  if (existsSync(installed) && readFileSync(installed).equals(readFileSync(lockfile))) return undefined;
  process.stderr.write("installing the databases of bench/package.json …\n");
  // `npm ci` insists on the binaries of every platform, and a mirror may have only this one's. Their versions are exact in the packages that ask for them.
  const npm = spawnSync("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund"], { cwd: BENCH_FOLDER, encoding: "utf8" });
  if (npm.status !== 0) return `npm install failed in bench/: ${(npm.stderr ?? npm.error?.message ?? "").trim().split("\n").at(-1)}`;
  copyFileSync(lockfile, installed);
  return undefined;
}

/** A program on the path; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(":")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** GoAccess of this machine, or unpacked from Debian's packages without being installed. `libraries` is where those that came with it are. */
export function findGoAccess(): { program: string; libraries: string | undefined } | undefined {
  const onPath = findProgram("goaccess");
  if (onPath !== undefined) return { program: onPath, libraries: undefined };
  const folder = join(CACHE, "debian");
  const program = join(folder, "usr", "bin", "goaccess");
  if (!existsSync(program) && !unpack(folder)) return undefined;
  const libraryFolder = join(folder, "usr", "lib");
  return {
    program,
    libraries: readdirSync(libraryFolder)
      .map((name) => join(libraryFolder, name))
      .join(":"),
  };
}

function unpack(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("apt-get", ["download", ...DEBIAN_PACKAGES], { cwd: folder, stdio: "ignore" });
    for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".deb"))) execFileSync("dpkg", ["-x", name, "."], { cwd: folder });
    return true;
  } catch {
    // Not a Debian, or no network: the peer is reported as missing.
    return false;
  }
}
