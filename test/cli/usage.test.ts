import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createFolder, runCli, runHere } from "./run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
const log = folder.write("some.log", "2026-11-21 10:15:00 INFO fine\n");

/** What is refused, and the one line that says why and what to do. */
const REFUSED: readonly (readonly [args: string[], line: string])[] = [
  [["analyze", "nowhere.log"], "no such file: nowhere.log; check the path"],
  [["analyze", folder.path], `is a directory: ${folder.path}; name the files in it, for example ${folder.path}/*.log`],
  [["analyze", "/dev/null"], "not a regular file: /dev/null; pipe it instead: … | fanfold analyze -"],
  [["analyze", `${log}/x`], `cannot open the file: ${log}/x; check the path`],
  [["analyze", "bell\u0007.log"], "no such file: bell\\x07.log; check the path"],
  [["analyze"], "missing required argument 'file'; see fanfold analyze --help"],
  [["analyze", log, "extra"], "too many arguments for 'analyze'. Expected 1 argument but got 2; see fanfold analyze --help"],
  [["analyze", log, "--outptu", "json"], "unknown option '--outptu'; did you mean --output? see fanfold analyze --help"],
  [["analyze", log, "--threads"], "option '--threads <count>' argument missing; see fanfold analyze --help"],
  [["analyze", log, "--threads", "0"], "bad value: --threads 0; it has to be a whole number from 1 to 256"],
  [["analyze", log, "--range-bytes", "-5"], "bad value: --range-bytes -5; it has to be a whole number of bytes from 1 up, such as 65536 or 64MiB"],
  [["analyze", log, "--step", "7m"], "bad value: --step 7m; it has to be a multiple of 60 s that divides a day, such as 60, 5m or 1h"],
  [["analyze", log, "--time-zone", "Mars"], "bad value: --time-zone Mars; it has to be UTC, an offset such as +03:30, or a zone such as Europe/Berlin"],
  [["analyze", log, "-o", "xml"], "bad value: --output xml; it has to be one of table, json, csv"],
  [["compare", log, log, "--tolerance", "lots"], "bad value: --tolerance lots; it has to be a number from 0 to 1, such as 0.01 for one percent"],
  [["analyz", log], "unknown command 'analyz'; did you mean analyze? see fanfold --help"],
];

describe("usage errors", () => {
  it.each(REFUSED)("%j ends with 2 and one line", async (args, line) => {
    expect(await runHere(args)).toEqual({ code: 2, stdout: "", stderr: `fanfold: ${line}\n` });
  });

  it("are the same from the process itself", async () => {
    expect(await runCli(["analyze", "nowhere.log"])).toEqual(await runHere(["analyze", "nowhere.log"]));
  });

  it.runIf(process.getuid?.() === 0)("says that a file may not be read", async () => {
    const secret = folder.write("secret.log", "x");
    chmodSync(secret, 0o600);
    chmodSync(folder.path, 0o755);
    const run = await runCli(["analyze", secret], { uid: 65_534 });
    expect(run).toEqual({ code: 2, stdout: "", stderr: `fanfold: permission denied: ${secret}; you may not read this file; check its permissions\n` });
  });

  it("says that the working directory is gone", () => {
    const gone = `mkdir "${folder.path}/gone" && cd "${folder.path}/gone" && rmdir "${folder.path}/gone" && "${process.execPath}" "${join(import.meta.dirname, "../../cli/main.ts")}" jobs`;
    const { status, stderr } = spawnSync("sh", ["-c", gone]);
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 2, stderr: "fanfold: the working directory is gone; change to another one\n" });
  });

  it("shows a stack trace only where it is asked for", async () => {
    const { stderr } = await runCli(["analyze", "nowhere.log"], { env: { FANFOLD_DEBUG: "1" } });
    expect(stderr).toMatch(/^fanfold: no such file: .*\n(.*\n)*\s+at /);
  });
});

describe("help", () => {
  it("is printed for the program without arguments and for each command, with examples", async () => {
    const program = await runCli([]);
    expect(program).toMatchObject({ code: 0, stderr: "" });
    const names = [...program.stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name ?? "").filter((name) => !["fanfold", "help"].includes(name));
    expect(names).toEqual(expect.arrayContaining(["analyze", "compare", "detect"]));
    for (const { code, stdout } of await Promise.all(names.map((name) => runHere([name, "--help"])))) {
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}(# .*\n {2})?fanfold /);
    }
  });

  it("runs through the launcher and prints the version", () => {
    const { status, stdout } = spawnSync(process.execPath, [new URL("../../bin/fanfold.cjs", import.meta.url).pathname, "--version"]);
    expect({ status, text: stdout.toString() }).toMatchObject({ status: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });
});
