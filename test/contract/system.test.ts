import { describe, expect, it } from "vitest";
import { naturalNumber, optional, positiveInteger, readEnvironment, text } from "../../shared/adapters/system/environment.ts";

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
