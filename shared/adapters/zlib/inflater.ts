import { AssertionError } from "../../core/errors.ts";
import { INFLATE_WASM_BASE64 } from "./inflate-wasm.ts";

/** The part of the platform's WebAssembly that is used: Node's types do not have it. */
interface WasmPlatform {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}
const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: WasmPlatform };

/** What the compiled module exports: see `assembly/inflate.ts`, `assembly/layout.ts` and `assembly/statuses.ts`. */
interface InflateExports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  setUp(): void;
  begin(): void;
  run(from: number, end: number, isFinal: number, textEnd: number): number;
  inputAt(): number;
  textAt(): number;
  slideText(): void;
  INPUT: { value: number };
  INPUT_BYTES: { value: number };
  TEXT: { value: number };
  WINDOW_BYTES: { value: number };
}

/** Statuses of `run`, in the order of their numbers from 2 on. */
const STATUSES = ["needs-input", "text-full", "ended", "truncated", "corrupt"] as const;
const FIRST_STATUS = 2;

/**
 * How a run ended: more input is needed, the piece of text is full, the stream ended, the input ended in its middle, or it holds what DEFLATE forbids.
 */
export type InflateStatus = (typeof STATUSES)[number];

/** One reusable inflater in its own flat memory: it takes the bytes of `input` and makes text of them. */
export interface Inflater {
  /** Where compressed bytes are put. */
  readonly input: Uint8Array<ArrayBuffer>;
  /** A new stream begins. */
  begin(): void;
  /**
   * Go on with `input[start, end)`, and make a piece of at most `textBytesMax` bytes. Unless `isFinal` says that nothing follows, some input is left.
   * @throws AssertionError `INFLATE_STATUS` for a bug.
   */
  run(start: number, end: number, isFinal: boolean, textBytesMax: number): InflateStatus;
  /** Where the input stands after a run: behind the last byte of which it used bits. */
  readonly inputAt: number;
  /** The text of the last run; valid until the next one. */
  readonly text: Uint8Array<ArrayBuffer>;
}

const PAGE_BYTES = 65_536;
/** Copies write so far behind the text at most. */
const MARGIN_BYTES = 64;

let compiled: object | undefined;

/** An inflater that makes text in pieces of `pieceBytes`. */
export function createInflater(pieceBytes: number): Inflater {
  compiled ??= new platform.Module(Buffer.from(INFLATE_WASM_BASE64, "base64"));
  const inflate = new platform.Instance(compiled).exports as InflateExports;
  const { memory } = inflate;
  const [input, inputBytes, text, windowBytes] = [inflate.INPUT.value, inflate.INPUT_BYTES.value, inflate.TEXT.value, inflate.WINDOW_BYTES.value];
  const textEnd = text + windowBytes + pieceBytes;
  memory.grow(Math.max(0, Math.ceil((textEnd + MARGIN_BYTES) / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES));
  inflate.setUp();
  const bytes = new Uint8Array(memory.buffer);
  let textStart = text;
  return {
    input: bytes.subarray(input, input + inputBytes),
    begin: () => inflate.begin(),
    run: (start, end, isFinal, textBytesMax) => {
      if (textEnd - inflate.textAt() < pieceBytes) inflate.slideText();
      textStart = inflate.textAt();
      const number = inflate.run(input + start, input + end, isFinal ? 1 : 0, textStart + Math.min(pieceBytes, textBytesMax));
      const status = STATUSES[number - FIRST_STATUS];
      if (status === undefined || (isFinal && status === "needs-input")) throw new AssertionError("INFLATE_STATUS", "the inflater ended a run in an unknown way", { number });
      return status;
    },
    get inputAt() {
      return inflate.inputAt() - input;
    },
    get text() {
      return bytes.subarray(textStart, inflate.textAt());
    },
  };
}
