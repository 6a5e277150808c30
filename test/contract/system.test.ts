import { describe, expect, it } from "vitest";
import { naturalNumber, optional, positiveInteger, readEnvironment, text } from "../../shared/adapters/system/environment.ts";
import { jsonLog } from "../../shared/adapters/system/json-log.ts";
import { AssertionError, TransientError } from "../../shared/core/errors.ts";

describe("readEnvironment", () => {
  const variables = { tableName: text("TABLE"), tries: positiveInteger("TRIES"), delay: naturalNumber("DELAY"), rangeBytes: optional(positiveInteger("RANGE")) };

  it("gives every value, and undefined for an optional one that is unset or empty", () => {
    expect(readEnvironment({ TABLE: "t", TRIES: "5", DELAY: "0", RANGE: "8", OTHER: "x" }, variables)).toEqual({ tableName: "t", tries: 5, delay: 0, rangeBytes: 8 });
    for (const rest of [{}, { RANGE: "" }]) expect(readEnvironment({ TABLE: "t", TRIES: "1", DELAY: "7", ...rest }, variables).rangeBytes).toBeUndefined();
  });

  it("names every variable that is missing or malformed at once", () => {
    expect(() => readEnvironment({ TABLE: "", TRIES: "0", RANGE: "1e3" }, variables)).toThrow(
      expect.objectContaining({
        name: "InputError",
        code: "BAD_CONFIG",
        message:
          'the environment is not complete: TABLE is not set; TRIES is "0", not a whole number of at least 1; DELAY is not set; RANGE is "1e3", not a whole number of at least 1',
      }),
    );
  });

  it.each(["-1", "1.5", " 1", "1 ", "0x10", "ten", "99999999999999999999"])("refuses %j as a number", (value) => {
    expect(() => readEnvironment({ N: value }, { n: naturalNumber("N") })).toThrow(expect.objectContaining({ code: "BAD_CONFIG" }));
  });
});

describe("jsonLog", () => {
  const record = () => {
    const lines: string[] = [];
    return {
      log: jsonLog(
        "worker",
        (line) => lines.push(line),
        () => Date.UTC(2026, 10, 21),
      ),
      lines,
    };
  };

  it("writes one JSON object a line: level, time, component, message, fields", () => {
    const { log, lines } = record();
    log.info("two\nlines", { jobId: "j", ranges: 3, level: "not this", isLate: false });
    log.warn("w");
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: "info", time: "2026-11-21T00:00:00.000Z", component: "worker", message: "two\nlines", jobId: "j", ranges: 3, isLate: false },
      { level: "warn", time: "2026-11-21T00:00:00.000Z", component: "worker", message: "w" },
    ]);
  });

  it("shows an error's code and context and what caused it, and the stack of what is nobody's or a bug", () => {
    const { log, lines } = record();
    log.error("failed", { jobId: "j" }, new TransientError("TABLE_UNAVAILABLE", "later", { tries: 3 }, new Error("reset", { cause: "a string" })));
    log.error("failed", {}, new AssertionError("BAD", "a bug"));
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first.error).toEqual({
      name: "TransientError",
      message: "later",
      code: "TABLE_UNAVAILABLE",
      context: { tries: 3 },
      cause: { name: "Error", message: "reset", stack: expect.stringContaining("reset"), cause: { message: "a string" } },
    });
    expect(second.error).toMatchObject({ name: "AssertionError", code: "BAD", stack: expect.stringContaining("system.test.ts") });
  });

  it("ends with errors that cause each other", () => {
    const { log, lines } = record();
    const [a, b] = [new Error("a"), new Error("b")];
    a.cause = b;
    b.cause = a;
    log.error("failed", {}, a);
    expect(JSON.parse(lines[0]!).error.cause.message).toBe("b");
  });
});
