import { KERNEL_WASM_BASE64 } from "./kernel-wasm.ts";

/** The part of the platform's WebAssembly that is used: Node's types do not have it. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmPlatform {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, Record<string, (...numbers: number[]) => void>>) => { exports: Record<string, unknown> };
}
const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: WasmPlatform };

/** What the kernel asks while it parses. Addresses are those of its memory; a line is `[start, end)` without its line feed. */
export interface KernelHost {
  slowLine(start: number, end: number): void;
  sample(start: number, end: number, timestampMs: number, micros: number, isError: number): void;
  /** Rows are used up: read and clear what was counted, see {@link Kernel.clear}. */
  drain(): void;
}

/** The functions of the compiled kernel, and where things are in its memory: see `assembly/layout.ts`. */
interface KernelExports {
  memory: WasmMemory;
  parse(from: number, end: number): number;
  clear(): void;
  packWindow(number: number, address: number): number;
}

const LAYOUT_NAMES = [
  "INPUT",
  "STATE",
  "STATUS_CHUNKS",
  "CHUNK_COUNTERS",
  "LATENCY_CHUNKS",
  "JSON_CANDIDATE_WANTS",
  "JSON_CANDIDATES",
  "JSON_CANDIDATES_MAX",
  "JSON_CONTAINERS_MAX",
  "JSON_KEYS_MAX",
  "JSON_KEY_CONTAINERS",
  "JSON_KEY_ENTRY_BYTES",
  "JSON_KEY_PLACES",
  "JSON_WANTED_DEPTH_MAX",
  "JSON_KEY_TABLE",
  "JSON_KEY_TEXTS",
  "JSON_KEY_TEXT_BYTES",
  "JSON_SHAPES",
  "JSON_SHAPES_HEAD_BYTES",
  "JSON_SHIFTS",
  "METHODS",
  "LEVEL_CODES",
  "LOGFMT_MEMOS",
  "LOGFMT_MEMOS_BYTES",
  "PACKED",
  "PACKED_END",
  "TALLY_BYTES_MAX",
  "TOTAL_ROW",
  "KEY_BYTES_MAX",
  "KEY_TEXTS",
  "KEY_ROWS",
  "KEY_ROW_BYTES",
  "KEY_LATENCY",
  "WINDOW_ROWS",
  "WINDOW_ROW_BYTES",
  "WINDOW_LEVELS",
  "WINDOW_LATENCY",
  "WINDOW_STATUS",
] as const;

/** Addresses and sizes in bytes, or numbers of things. */
export type KernelLayout = Readonly<Record<(typeof LAYOUT_NAMES)[number], number>>;

/** One instance of the kernel with its memory, of a fixed size. */
export interface Kernel {
  readonly layout: KernelLayout;
  /** The whole memory, byte by byte and in words. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** Where the text ends at most. */
  readonly inputEnd: number;
  /** Take all whole lines of the text `[from, end)`; returns where the first line begins that does not end there. */
  parse(from: number, end: number): number;
  /** Forget what was counted. */
  clear(): void;
  /** Write the tally of the window in this row to `address`, and add it to the total; returns where it ends, `address` without records. */
  packWindow(number: number, address: number): number;
  /** Whom it asks. */
  host: KernelHost;
}

const PAGE_BYTES = 65_536;
/** Loads may reach so far behind the text. */
const MARGIN_BYTES = 256;

let compiled: object | undefined;

/** The compiled kernel. */
function kernelModule(): object {
  compiled ??= new platform.Module(Buffer.from(KERNEL_WASM_BASE64, "base64"));
  return compiled;
}

const NOBODY: KernelHost = { slowLine: () => {}, sample: () => {}, drain: () => {} };

/** A kernel that has counted nothing yet, for texts of `inputBytes` at once. */
export function createKernel(inputBytes: number): Kernel {
  const host = {
    slowLine: (start: number, end: number): void => kernel.host.slowLine(start, end),
    sample: (start: number, end: number, timestampMs: number, micros: number, isError: number): void => kernel.host.sample(start, end, timestampMs, micros, isError),
    drain: (): void => kernel.host.drain(),
  };
  const { exports } = new platform.Instance(kernelModule(), { host });
  const { memory, parse, clear, packWindow } = exports as unknown as KernelExports;
  const layout = Object.fromEntries(LAYOUT_NAMES.map((name) => [name, (exports[name] as { value: number }).value])) as KernelLayout;
  const inputEnd = layout.INPUT + inputBytes;
  memory.grow(Math.max(0, Math.ceil((inputEnd + MARGIN_BYTES) / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES));
  const { buffer } = memory;
  const kernel: Kernel = {
    layout,
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
    view: new DataView(buffer),
    inputEnd,
    parse,
    clear,
    packWindow,
    host: NOBODY,
  };
  clear();
  return kernel;
}
