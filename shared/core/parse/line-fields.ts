/** Bytes of a text field: `bytes[start, end)`, valid until the next line is parsed. Absent when `start` is -1. */
export interface TextField {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/**
 * What one line says, reused from line to line so that no line allocates. A parser resets it and sets what it found.
 * Text is raw: the route is not normalised yet, the level is upper-cased already (WARNING is WARN).
 */
export interface LineFields {
  /** Epoch ms. */
  timestampMs: number;
  /** 100–999, or -1 when absent. */
  status: number;
  /** Whole µs, or -1 when absent. */
  durationMicros: number;
  /** Whole bytes, or -1 when absent. */
  bytes: number;
  /** Whether `level` is one of the error levels. */
  isErrorLevel: boolean;
  level: TextField;
  method: TextField;
  /** The request's target as logged. */
  path: TextField;
  service: TextField;
  host: TextField;
}

const NO_BYTES = new Uint8Array(0);

function emptyText(): TextField {
  return { bytes: NO_BYTES, start: -1, end: -1 };
}

/** Fields with nothing in them. */
export function emptyLineFields(): LineFields {
  return {
    timestampMs: 0,
    status: -1,
    durationMicros: -1,
    bytes: -1,
    isErrorLevel: false,
    level: emptyText(),
    method: emptyText(),
    path: emptyText(),
    service: emptyText(),
    host: emptyText(),
  };
}

/** Forget the line before. */
export function resetLineFields(fields: LineFields): void {
  fields.timestampMs = 0;
  fields.status = -1;
  fields.durationMicros = -1;
  fields.bytes = -1;
  fields.isErrorLevel = false;
  fields.level.start = -1;
  fields.method.start = -1;
  fields.path.start = -1;
  fields.service.start = -1;
  fields.host.start = -1;
}

/** Make a text the same as another one. */
export function copyText(to: TextField, { bytes, start, end }: TextField): void {
  to.bytes = bytes;
  to.start = start;
  to.end = end;
}
