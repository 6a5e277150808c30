import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import type { Readable } from "node:stream";

const LOG_BYTES_MAX = 10 * 1024 * 1024;

/** The log file of one function. */
export interface FunctionLog {
  /** Write everything that a process prints; a process that prints faster than the disk takes it waits. */
  follow(output: Readable): void;
  line(text: string): void;
  close(): Promise<void>;
}

/** Open the log in the file `path` for appending. At 10 MB it becomes `<path>.1`, in place of an earlier one, and starts anew. */
export function openFunctionLog(path: string): FunctionLog {
  mkdirSync(dirname(path), { recursive: true });
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  let file = open();

  function open(): WriteStream {
    // A full disk must not end the stack; the line is lost, the function goes on.
    return createWriteStream(path, { flags: "a" }).on("error", () => {});
  }

  const write = (chunk: string | Buffer, onWritten: () => void): void => {
    bytes += chunk.length;
    if (bytes > LOG_BYTES_MAX) {
      file.end();
      try {
        renameSync(path, `${path}.1`);
      } catch {
        // Nothing was written yet, or the folder is gone: the new file starts all the same.
      }
      bytes = chunk.length;
      file = open();
    }
    file.write(chunk, onWritten);
  };

  return {
    follow(output) {
      output.on("error", () => {});
      output.on("data", (chunk: Buffer) => {
        output.pause();
        write(chunk, () => output.resume());
      });
    },
    line: (text) => write(`${text}\n`, () => {}),
    close: () => new Promise((resolve) => void file.end(() => resolve())),
  };
}
