import type { Cli, GlobalOptions } from "../cli.ts";
import { createStopRequest } from "../start/stop-request.ts";
import { watchView } from "../watch-view.ts";

export interface ViewFlags extends GlobalOptions {
  watch?: boolean;
  /** Seconds. */
  interval: number;
}

/** Show a view once, or with `--watch` until Ctrl-C. Programs get one JSON object a line. */
export async function showView<Answer>(
  read: () => Promise<Answer>,
  { render, renderCsv }: { render: (answer: Answer) => string; renderCsv: (answer: Answer) => string },
  flags: ViewFlags,
  { terminal }: Cli,
): Promise<void> {
  const print = async (): Promise<string> => {
    const answer = await read();
    if (flags.output === "json") return `${JSON.stringify(answer)}\n`;
    return flags.output === "csv" ? renderCsv(answer) : render(answer);
  };
  if (flags.watch !== true) return terminal.out(await print());
  const gap = flags.output === "table" && !terminal.isOutTty ? "\n" : "";
  await watchView(async () => `${await print()}${gap}`, flags.interval * 1000, terminal, createStopRequest().signal);
}
