import { setTimeout as delay } from "node:timers/promises";
import type { Terminal } from "./terminal.ts";

/** Go so many lines up, to the first column, and clear all that follows. */
const rewind = (lines: number): string => (lines === 0 ? "\r\u001b[J" : `\r\u001b[${lines}A\u001b[J`);

/**
 * Show what `render` gives again and again until `signal` is aborted: on a terminal in place, elsewhere one below the other.
 * @throws what `render` throws.
 */
export async function watchView(render: () => Promise<string>, intervalMs: number, terminal: Pick<Terminal, "out" | "isOutTty" | "rows">, signal: AbortSignal): Promise<void> {
  let shownLines = 0;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const text = await render();
    if (signal.aborted) return;
    if (terminal.isOutTty) {
      // What does not fit on the screen cannot be rewound.
      const lines = text
        .split("\n")
        .slice(0, -1)
        .slice(0, terminal.rows - 1);
      terminal.out(`${isFirst ? "" : rewind(shownLines)}${lines.join("\n")}\n`);
      shownLines = lines.length;
    } else terminal.out(text);
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
