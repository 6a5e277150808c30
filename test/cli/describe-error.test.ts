import { describe, expect, it } from "vitest";
import { describeError } from "../../cli/describe-error.ts";
import { EmbeddedError } from "../../localstack/embedded/embedded-error.ts";
import { AssertionError, InputError, TransientError } from "../../shared/core/errors.ts";

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: something, write`), { code, syscall: "write", ...(path === undefined ? {} : { path }) });

describe("describeError", () => {
  it("has a sentence of its own for a full disk, wherever it shows", () => {
    const line = "the disk is full: /data; free some space, or choose another directory with --data-dir";
    expect(describeError(systemError("ENOSPC", "/data"))).toEqual({ text: line, exitCode: 1 });
    expect(describeError(new EmbeddedError("DATA_DIR_UNUSABLE", "The data directory cannot be used.", { errno: "ENOSPC", path: "/data" }))).toEqual({ text: line, exitCode: 1 });
  });
  it("takes what the user gave as bad usage, and everything else as a failure", () => {
    expect(describeError(new InputError("TOO_MANY_RANGES", "too many ranges"))).toEqual({ text: "too many ranges", exitCode: 2 });
    expect(describeError(new TransientError("BUSY", "busy"))).toEqual({ text: "busy", exitCode: 1 });
    expect(describeError(new AssertionError("A_BUG", "assertion failed: A_BUG")).exitCode).toBe(1);
  });
  it("makes one line of any message, without what a terminal would act on", () => {
    expect(describeError(new Error("one\n  two\u001b[2J")).text).toBe("unexpected error: one two\\x1b[2J; run it again with FANFOLD_DEBUG=1 to see where");
    expect(describeError("a text").text).toContain("unexpected error: a text;");
  });
});
