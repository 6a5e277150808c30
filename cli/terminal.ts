import { styleText } from "node:util";

const COLUMNS_MIN = 80;
const ROWS_DEFAULT = 24;

type StyleFormat = Parameters<typeof styleText>[0];

/** Colours a text, or gives it back as it is where colours are not wanted. */
export type Paint = (format: StyleFormat, text: string) => string;

/** Where a command's words go. Results go to `out` alone; everything said beside them goes to `err`. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  /** Of the results: at least 80, and `COLUMNS` wins. */
  columns: number;
  rows: number;
  isOutTty: boolean;
  /** Progress is drawn only then. */
  isErrTty: boolean;
  paintOut: Paint;
  paintErr: Paint;
}

/** The part of a stream that this file needs. */
type Stream = Pick<NodeJS.WriteStream, "write"> & { isTTY?: boolean; columns?: number; rows?: number };

/** The terminal of this process. Colours need a terminal that shows them, and no `NO_COLOR`. */
export function openTerminal(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv): Terminal {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: Math.max(COLUMNS_MIN, readCount(env["COLUMNS"]) ?? stdout.columns ?? COLUMNS_MIN),
    rows: readCount(env["LINES"]) ?? stdout.rows ?? ROWS_DEFAULT,
    isOutTty: stdout.isTTY === true,
    isErrTty: stderr.isTTY === true,
    paintOut: paintFor(stdout, env),
    paintErr: paintFor(stderr, env),
  };
}

/** Gives every text back as it is. */
export const plainPaint: Paint = (_format, text) => text;

function paintFor(stream: Stream, env: NodeJS.ProcessEnv): Paint {
  const isColoured = stream.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return isColoured ? (format, text) => styleText(format, text, { validateStream: false }) : plainPaint;
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}
