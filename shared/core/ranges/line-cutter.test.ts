import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { LINE_BYTES_MAX } from "../limits.ts";
import { bytesOf } from "../parse/testing/judge-line.ts";
import { createLineCutter } from "./line-cutter.ts";
import type { LineCutter } from "./line-cutter.ts";

/** A cutter and the lines that it reported: offset, length, and `!` before those that are too long. */
function createRecordingCutter(startByte: number, endByte: number, lineBytesMax = 8, readBytes = 16): { cutter: LineCutter; lines: string[] } {
  const lines: string[] = [];
  const cutter = createLineCutter(
    { startByte, endByte, lineBytesMax, readBytes },
    {
      line: (_bytes, start, end, byteOffset) => void lines.push(`${byteOffset}+${end - start}`),
      tooLong: (_bytes, start, end, byteOffset) => void lines.push(`!${byteOffset}+${end - start}`),
    },
  );
  return { cutter, lines };
}

function feed(cutter: LineCutter, text: string): void {
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length;) {
    const room = cutter.reserve();
    const piece = bytes.subarray(at, at + room.length);
    room.set(piece);
    cutter.commit(piece.length);
    at += piece.length;
  }
}

describe("createLineCutter", () => {
  it("gives a line to the range that holds its first byte", () => {
    const text = "ab\ncd\nef";
    const ofRange = (startByte: number, endByte: number): string[] => {
      const { cutter, lines } = createRecordingCutter(startByte, endByte);
      feed(cutter, text.slice(Math.max(0, startByte - 1)));
      cutter.finish();
      return lines;
    };
    expect(ofRange(0, 8)).toEqual(["0+2", "3+2", "6+2"]);
    expect(ofRange(0, 3)).toEqual(["0+2"]);
    expect(ofRange(0, 4)).toEqual(["0+2", "3+2"]);
    expect(ofRange(1, 3)).toEqual([]);
    expect(ofRange(3, 4)).toEqual(["3+2"]);
    expect(ofRange(4, 7)).toEqual(["6+2"]);
    expect(ofRange(7, 8)).toEqual([]);
  });

  it("has no empty line behind the last line end", () => {
    const { cutter, lines } = createRecordingCutter(0, Infinity);
    feed(cutter, "a\n\n");
    cutter.finish();
    expect(lines).toEqual(["0+1", "2+0"]);
  });

  it("reports a line that is too long once, with its first bytes, and goes on behind it", () => {
    const { cutter, lines } = createRecordingCutter(0, Infinity);
    feed(cutter, `12345678\n123456789\n${"x".repeat(100)}\nab\n${"y".repeat(9)}`);
    cutter.finish();
    expect(lines).toEqual(["0+8", "!9+8", "!19+8", "120+2", "!123+8"]);
  });

  it("is done from the start when the range is empty", () => {
    expect(createRecordingCutter(5, 5).cutter.isDone).toBe(true);
  });

  it("takes bytes after it is done, and forgets them", () => {
    const { cutter, lines } = createRecordingCutter(0, 1);
    feed(cutter, `a\n${"b\n".repeat(100)}`);
    cutter.finish();
    expect(lines).toEqual(["0+1"]);
  });

  it("refuses more bytes than it handed out", () => {
    const { cutter } = createRecordingCutter(0, 100);
    expect(() => cutter.commit(cutter.reserve().length + 1)).toThrow(AssertionError);
    expect(() => cutter.commit(-1)).toThrow(AssertionError);
  });

  it("stays in one memory of a fixed size whatever comes", () => {
    const readBytes = 65_536;
    const { cutter, lines } = createRecordingCutter(0, Infinity, LINE_BYTES_MAX, readBytes);
    const { buffer } = cutter.reserve();
    // One byte more for a line end that stops every search, in whole words.
    expect(buffer.byteLength).toBe(readBytes + LINE_BYTES_MAX + 4);
    let sent = 0;
    const send = (byteLength: number, byte: number): void => {
      for (let left = byteLength; left > 0;) {
        const room = cutter.reserve();
        expect(room.buffer).toBe(buffer);
        const taken = Math.min(left, room.length, 40_000);
        room.fill(byte, 0, taken);
        cutter.commit(taken);
        left -= taken;
        sent += taken;
      }
    };
    send(20 * LINE_BYTES_MAX, 0x78);
    send(1, 0x0a);
    const exactStart = sent;
    send(LINE_BYTES_MAX, 0x79);
    send(1, 0x0a);
    send(LINE_BYTES_MAX + 1, 0x7a);
    cutter.finish();
    expect(lines).toEqual([`!0+${LINE_BYTES_MAX}`, `${exactStart}+${LINE_BYTES_MAX}`, `!${exactStart + LINE_BYTES_MAX + 1}+${LINE_BYTES_MAX}`]);
  });
});
