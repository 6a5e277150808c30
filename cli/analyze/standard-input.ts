import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Standard input, put into a temporary file so that all cores can work on it. */
export async function spoolStandardInput(onBytes: (bytesDone: number) => void): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "fanfold-"));
  const path = join(folder, "standard-input.log");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let bytesDone = 0;
  try {
    await pipeline(
      process.stdin,
      async function* count(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytesDone += chunk.length;
          onBytes(bytesDone);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}
