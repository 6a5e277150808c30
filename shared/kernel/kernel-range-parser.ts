import { createRangeAggregate, type RangeAggregate } from "../core/aggregate/range-aggregate.ts";
import type { EncodedPartial } from "../core/aggregate/encoded-partial.ts";
import type { TextGap } from "../core/aggregate/text-gap.ts";
import { assert } from "../core/errors.ts";
import { LINE_BYTES_MAX } from "../core/limits.ts";
import { emptyLineFields, type LineFields } from "../core/parse/line-fields.ts";
import { beginsAsLogfmt } from "../core/parse/logfmt.ts";
import { createLineParsers, type LineParser } from "../core/parse/line-parser.ts";
import { VERDICT_TOO_LONG } from "../core/parse/verdict.ts";
import { judgeLine } from "../core/ranges/judge-line.ts";
import type { RangeParser, RangePlan, RangeSink } from "../core/ranges/range-sink.ts";
import { drainKernel } from "./drain-kernel.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import { allowKeys, countsOf, hasMetKeys, setUpKernel, setUpObject, wantSamples } from "./kernel-state.ts";

/** What tests may set: smaller limits, and who hears how many lines the fast path took. */
export interface KernelParserOptions {
  lineBytesMax?: number;
  readBytes?: number;
  createAggregate?: (options: { keepsSampleText: boolean }) => RangeAggregate;
  onFastLines?: (lines: number) => void;
}

/** Bytes that a sink takes at once: they stay in the processor's cache until they are parsed. */
const READ_BYTES = 512 * 1024;
const LINE_FEED = 0x0a;
const OPENING_BRACE = 0x7b;
/** When so little memory is left, or so little has to be moved, the line in progress is moved to the front. */
const MOVE_SHARE = 16;

/** The parser of ranges that counts usual lines in WebAssembly and gives all others to the reference parsers, with the same result. */
export function createKernelRangeParser(options: KernelParserOptions = {}): RangeParser {
  const { lineBytesMax = LINE_BYTES_MAX, readBytes = READ_BYTES } = options;
  // A sink has a kernel for itself and gives it back; of one that is never finished the kernel goes with it.
  const idle: Kernel[] = [];
  const setUps = new WeakMap<Kernel, KernelSetUp>();
  const lineParserFor = createLineParsers({ lineBytesMax });
  return {
    open(plan) {
      // First what can fail: a source's pattern may be none.
      const lineParser = lineParserFor(plan.constants);
      // One byte more: the last line may need a line feed behind it.
      const kernel = idle.pop() ?? createKernel(readBytes + lineBytesMax + 1);
      const settingsKey = JSON.stringify(plan.constants.settings);
      let setUp = setUps.get(kernel);
      if (setUp?.settingsKey !== settingsKey) setUp = { settingsKey, awaitsKeys: setUpKernel(kernel, plan.constants.settings, lineBytesMax) };
      setUps.set(kernel, setUp);
      setUpObject(kernel, plan.constants);
      return new KernelSink(kernel, setUp, plan, { ...options, lineBytesMax, readBytes }, lineParser, () => idle.push(kernel));
    },
  };
}

/** What a kernel was told. */
interface KernelSetUp {
  settingsKey: string;
  /** It may take lines with keys, and has not met one yet. */
  awaitsKeys: boolean;
}

/** The kernel with the product's limits. */
export const kernelRangeParser: RangeParser = createKernelRangeParser();

/** The sink looks for the end of a line of the range. */
const IN_LINE = 0;
/** It looks for the end of a line that it does not report: one of the range before, or one that is too long. */
const SKIPPING = 1;
const DONE = 2;

class KernelSink implements RangeSink {
  private readonly kernel: Kernel;
  private readonly setUp: KernelSetUp;
  private readonly plan: RangePlan;
  private readonly lineBytesMax: number;
  private readonly moveBytes: number;
  private readonly aggregate: RangeAggregate;
  private readonly lineParser: LineParser;
  private readonly fields: LineFields = emptyLineFields();
  private readonly onFastLines: ((lines: number) => void) | undefined;
  private readonly giveBack: () => void;
  /** The object's byte at address 0 of the memory. */
  private base: number;
  /** Addresses: the first byte of the line in progress, the first that was not searched, and the end of what came. */
  private lineStart: number;
  private searched: number;
  private filled: number;
  private state: number;

  constructor(
    kernel: Kernel,
    setUp: KernelSetUp,
    plan: RangePlan,
    options: KernelParserOptions & { lineBytesMax: number; readBytes: number },
    lineParser: LineParser,
    giveBack: () => void,
  ) {
    const { startByte, endByte, keepsSampleText } = plan;
    const { INPUT } = kernel.layout;
    this.kernel = kernel;
    this.setUp = setUp;
    this.plan = plan;
    this.lineBytesMax = options.lineBytesMax;
    this.moveBytes = Math.ceil(options.readBytes / MOVE_SHARE);
    this.onFastLines = options.onFastLines;
    this.lineParser = lineParser;
    this.giveBack = giveBack;
    this.aggregate = (options.createAggregate ?? createRangeAggregate)({ keepsSampleText });
    this.base = Math.max(0, startByte - 1) - INPUT;
    this.lineStart = this.searched = this.filled = INPUT;
    this.state = startByte >= endByte ? DONE : startByte === 0 ? IN_LINE : SKIPPING;
    kernel.host = this;
    this.wantSamples();
  }

  get isDone(): boolean {
    return this.state === DONE;
  }

  reserve(): Uint8Array {
    const { bytes, layout, inputEnd } = this.kernel;
    const end = inputEnd - 1;
    const keepFrom = this.state === IN_LINE ? this.lineStart : this.searched;
    const kept = this.filled - keepFrom;
    const moved = keepFrom - layout.INPUT;
    if (moved > 0 && (kept <= this.moveBytes || end - this.filled < this.moveBytes)) {
      bytes.copyWithin(layout.INPUT, keepFrom, this.filled);
      this.base += moved;
      this.lineStart -= moved;
      this.searched -= moved;
      this.filled -= moved;
    }
    return bytes.subarray(this.filled, end);
  }

  commit(byteLength: number): void {
    assert(byteLength >= 0 && this.filled + byteLength < this.kernel.inputEnd, "COMMITTED_TOO_MUCH", { byteLength });
    if (this.state === DONE) return;
    this.filled += byteLength;
    if (this.state === SKIPPING) this.skipLine();
    if (this.state === IN_LINE) this.parseLines();
    this.searched = this.filled;
    // A line end at the last byte of the range begins a line of the next one.
    if (this.state === SKIPPING && this.base + this.filled >= this.plan.endByte - 1) this.state = DONE;
  }

  finish(gaps: readonly TextGap[] = []): EncodedPartial {
    // A line that a gap cut off would be read as another one: it is in the gap.
    if (gaps.length === 0 && this.state === IN_LINE && this.filled > this.lineStart) {
      this.kernel.bytes[this.filled] = LINE_FEED;
      this.kernel.parse(this.lineStart, this.filled + 1);
    }
    this.state = DONE;
    for (const gap of gaps) this.aggregate.gap(gap);
    this.drain();
    this.giveBack();
    return this.aggregate.finish();
  }

  /** The kernel asks: judge a line the exact way. */
  slowLine(start: number, end: number): void {
    const { bytes } = this.kernel;
    if (this.setUp.awaitsKeys && (bytes[start] === OPENING_BRACE || hasMetKeys(this.kernel) || beginsAsLogfmt(bytes, start, end))) {
      allowKeys(this.kernel, this.plan.constants.settings);
      this.setUp.awaitsKeys = false;
    }
    if (end - start > this.lineBytesMax) this.rejectTooLong(start);
    else judgeLine(this.lineParser, this.fields, this.aggregate, bytes, start, end, this.base + start);
    this.wantSamples();
  }

  /** The kernel asks: a record may become a sample. */
  sample(start: number, end: number, timestampMs: number, micros: number, isError: number): void {
    this.aggregate.sample(timestampMs, micros, isError !== 0, this.base + start, end - start, this.kernel.bytes, start);
    this.wantSamples();
  }

  /** The kernel asks: its rows are used up. */
  drain(): void {
    this.onFastLines?.(countsOf(this.kernel).fastLines);
    drainKernel(this.kernel, this.aggregate);
  }

  private wantSamples(): void {
    wantSamples(this.kernel, this.aggregate);
  }

  private skipLine(): void {
    const lineEnd = this.findLineEnd(this.searched);
    if (lineEnd === -1) return;
    this.lineStart = lineEnd + 1;
    this.state = this.base + this.lineStart >= this.plan.endByte ? DONE : IN_LINE;
  }

  /** Take the lines that end in what came, as far as they begin in the range. */
  private parseLines(): void {
    const { kernel } = this;
    const rangeEnd = this.plan.endByte - this.base;
    this.lineStart = kernel.parse(this.lineStart, Math.min(this.filled, rangeEnd));
    if (this.lineStart >= rangeEnd) {
      this.state = DONE;
      return;
    }
    if (this.filled > rangeEnd) {
      // The last line ends behind the range.
      const lineEnd = this.findLineEnd(Math.max(rangeEnd, this.searched));
      if (lineEnd !== -1) {
        kernel.parse(this.lineStart, lineEnd + 1);
        this.state = DONE;
        return;
      }
    }
    // Of a line no more than the limit is needed.
    if (this.filled - this.lineStart <= this.lineBytesMax) return;
    this.rejectTooLong(this.lineStart);
    this.state = SKIPPING;
  }

  private rejectTooLong(start: number): void {
    this.aggregate.rejected(VERDICT_TOO_LONG, this.base + start, this.lineBytesMax, this.kernel.bytes, start);
  }

  /** The first line feed from `from` on in what came; -1 when there is none. */
  private findLineEnd(from: number): number {
    const { bytes } = this.kernel;
    // The search ends here and not at the end of the memory; what comes next is written over it.
    bytes[this.filled] = LINE_FEED;
    const lineEnd = bytes.indexOf(LINE_FEED, from);
    return lineEnd === this.filled ? -1 : lineEnd;
  }
}
