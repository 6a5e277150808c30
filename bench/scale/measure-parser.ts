import { generateSampleLog } from "../../cli/sample-log.ts";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";

const LOG_BYTES = 16 * 1024 * 1024;
const LOG_START_MS = Date.UTC(2026, 10, 21);
const ROUNDS = 15;

/** Bytes of a usual log that the workers' parser counts in a second of a core of this machine: the best of a few ranges, when nobody else disturbed it. */
export function measureParser(): { bytesPerSecond: number } {
  const bytes = Buffer.concat([...generateSampleLog(LOG_BYTES, 1, LOG_START_MS)].map((chunk) => chunk.slice()));
  const speeds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    const sink = kernelRangeParser.open({
      startByte: 0,
      endByte: bytes.length,
      constants: { settings: DEFAULT_SOURCE_SETTINGS, referenceTimeMs: LOG_START_MS },
      keepsSampleText: false,
    });
    for (let offset = 0; offset < bytes.length;) {
      const room = sink.reserve();
      const piece = bytes.subarray(offset, offset + room.length);
      room.set(piece);
      sink.commit(piece.length);
      offset += piece.length;
    }
    sink.finish();
    const { user, system } = process.cpuUsage(before);
    return bytes.length / ((user + system) / 1e6);
  });
  return { bytesPerSecond: Math.round(Math.max(...speeds)) };
}
