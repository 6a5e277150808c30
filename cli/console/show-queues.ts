import type { Cli } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatCount, formatSpan, NO_VALUE } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint } from "../terminal.ts";
import { LOCAL_PATHS, type QueueEntry, type QueuesAnswer } from "./reports.ts";
import { showView, type ViewFlags } from "./show-view.ts";

const COLUMNS: readonly Column[] = [
  { title: "queue" },
  { title: "visible", align: "right" },
  { title: "in flight", align: "right" },
  { title: "delayed", align: "right" },
  { title: "back in", align: "right" },
  { title: "oldest", align: "right" },
  { title: "dead", align: "right" },
];

/** Show the queues of the local stack, which knows everything of them, or of another by its API. */
export async function showQueues(flags: ViewFlags, csvColumns: readonly string[], cli: Cli): Promise<void> {
  const connection = await findConnection(flags, cli.workingDirectory);
  const api = createApiClient(connection);
  const path = connection.local === undefined ? "/queues" : LOCAL_PATHS.queues;
  const read = async (): Promise<QueuesAnswer> => (await api.get<QueuesAnswer>(path)).body;
  const { columns: width, paintOut } = cli.terminal;
  await showView(
    read,
    {
      render: ({ queues }) =>
        renderTable(
          COLUMNS,
          queues.map((entry) => rowOf(entry, paintOut)),
          width,
          paintOut,
        ),
      renderCsv: ({ queues }) =>
        renderCsv(
          csvColumns,
          queues.map((entry) => [
            entry.queue,
            entry.visible,
            entry.inFlight,
            entry.delayed,
            entry.backSeconds ?? undefined,
            entry.oldestSeconds ?? undefined,
            entry.dead ?? undefined,
          ]),
        ),
    },
    flags,
    cli,
  );
}

function rowOf({ queue, visible, inFlight, delayed, oldestSeconds, backSeconds, dead }: QueueEntry, paint: Paint): string[] {
  return [
    visibleText(queue),
    formatCount(visible),
    formatCount(inFlight),
    formatCount(delayed),
    backSeconds === null ? NO_VALUE : formatSpan(backSeconds),
    oldestSeconds === null ? NO_VALUE : formatSpan(oldestSeconds),
    dead === null ? NO_VALUE : dead > 0 ? paint("red", formatCount(dead)) : "0",
  ];
}
