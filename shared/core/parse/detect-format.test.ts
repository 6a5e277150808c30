import { describe, expect, it } from "vitest";
import { DETECT_BYTES } from "../limits.ts";
import { detectEncoding, detectFormat } from "./detect-format.ts";
import type { Detection } from "./detect-format.ts";
import { DEFAULT_PARSE_SETTINGS, LINE_FORMATS } from "./settings.ts";
import type { ParseSettings } from "./settings.ts";
import { bytesOf } from "./testing/judge-line.ts";

const ACCESS = '192.0.2.1 - - [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5 "" "" 0.25';
const APP = "2024-01-24 10:15:32 INFO x";
const JSON_LINE = '{"ts":1706091332,"service":"s","host":"h"}';

const detect = (text: string, { isWhole = true, settings = {} }: { isWhole?: boolean; settings?: Partial<ParseSettings> } = {}): Detection =>
  detectFormat(bytesOf(text), { ...DEFAULT_PARSE_SETTINGS, ...settings }, 0, isWhole);
const lines = (line: string, count: number): string => `${line}\n`.repeat(count);

describe("detectFormat", () => {
  it("names the format, its share and its first record", () => {
    const detection = detect(`# x\n\n${lines(ACCESS, 3)}nonsense\n`);
    expect(detection).toMatchObject({ format: "access", lines: 6, blankLines: 1, commentLines: 1, rejected: 1, misfit: { reason: "no-format", byteLength: 8 } });
    expect(detection.misfit?.byteOffset).toBe(5 + 3 * (ACCESS.length + 1));
    const sample = { timestamp: "2024-01-24T10:15:32.000Z", status: 200, level: null, durationMicros: 250_000, bytes: 5, method: "GET", path: "/x", service: null, host: null };
    expect(detection.scores[0]).toEqual({ format: "access", lines: 3, records: 3, share: 0.75, sample });
    expect(detection.scores.slice(1)).toEqual(LINE_FORMATS.filter((format) => format !== "access").map((format) => ({ format, lines: 0, records: 0, share: 0, sample: null })));
    expect(detect(JSON_LINE).scores[0]?.sample).toMatchObject({ service: "s", host: "h", level: null, status: null });
    expect(detect(APP).scores[0]?.sample).toMatchObject({ level: "INFO", path: null });
  });

  it("calls an object mixed when a second format has a twentieth of the records", () => {
    expect(detect(lines(APP, 19) + lines(JSON_LINE, 1)).format).toBe("mixed");
    expect(detect(lines(APP, 20) + lines(JSON_LINE, 1)).format).toBe("app");
  });

  it("looks at no more lines than it is asked to, blank ones and comments aside", () => {
    const text = `\n# x\n${lines(JSON_LINE, 3)}${lines(APP, 90)}`;
    const of = (linesMax: number): Detection => detectFormat(bytesOf(text), DEFAULT_PARSE_SETTINGS, 0, true, linesMax);
    expect(of(3)).toMatchObject({ format: "json", lines: 5 });
    expect(of(43)).toMatchObject({ format: "mixed", lines: 45 });
    expect(of(94)).toMatchObject({ format: "app", lines: 95 });
  });

  it("calls an object unknown when no line is a record", () => {
    expect(detect("")).toMatchObject({ format: "unknown", lines: 0, misfit: null });
    expect(detect("\n# x\n")).toMatchObject({ format: "unknown", lines: 2, misfit: null });
    expect(detect('{"a":1}\n')).toMatchObject({ format: "unknown", misfit: { reason: "no-timestamp", byteOffset: 0, byteLength: 7 } });
    expect(detect('{"a":1}\n').scores.find(({ format }) => format === "json")).toMatchObject({ lines: 1, records: 0, share: 0 });
  });

  it("ignores a cut last line of a sample that is not the whole object", () => {
    const text = `${JSON_LINE}\n{"ts":17060`;
    expect(detect(text, { isWhole: false })).toMatchObject({ lines: 1, rejected: 0 });
    expect(detect(text, { isWhole: true })).toMatchObject({ lines: 2, rejected: 1 });
    expect(detect(JSON_LINE, { isWhole: true })).toMatchObject({ lines: 1, rejected: 0 });
    const long = lines(APP, Math.ceil(DETECT_BYTES / (APP.length + 1)));
    expect(detect(long)).toMatchObject({ lines: Math.floor(DETECT_BYTES / (APP.length + 1)), rejected: 0 });
  });

  it("skips a byte order mark and follows the settings", () => {
    expect(detect(`\ufeff${JSON_LINE}`)).toMatchObject({ format: "json", rejected: 0 });
    expect(detect(`${JSON_LINE}\r\n${APP}\r\n`, { settings: { format: "app" } })).toMatchObject({ format: "app", rejected: 1, misfit: { reason: "no-format" } });
  });
});

describe("detectEncoding", () => {
  it("goes by the magic number", () => {
    const cases: [firstBytes: number[], encoding: string][] = [
      [[0x1f, 0x8b, 8], "gzip"],
      [[0x28, 0xb5, 0x2f, 0xfd, 0], "zstd"],
      [[0x50, 0x2a, 0x4d, 0x18], "zstd"],
      [[0x5f, 0x2a, 0x4d, 0x18], "zstd"],
      [[0x60, 0x2a, 0x4d, 0x18], "plain"],
      [[0x28, 0xb5, 0x2f], "plain"],
      [[0x1f], "plain"],
      [[], "plain"],
      [[0x7b, 0x22], "plain"],
    ];
    for (const [firstBytes, encoding] of cases) expect(detectEncoding(Uint8Array.from(firstBytes)), String(firstBytes)).toBe(encoding);
  });
});
