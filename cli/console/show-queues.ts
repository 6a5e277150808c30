import type { Cli } from "../cli.ts";
import type { QueuesAnswer } from "../../shared/contracts/api.ts";
import { createApiClient, type ApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatCount, formatSpan, NO_VALUE } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint } from "../terminal.ts";
import { LOCAL_PATHS, type QueueReading, type QueueReadings } from "./reports.ts";
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
  const read = connection.local === undefined ? () => readRemote(api) : async () => (await api.get<QueueReadings>(LOCAL_PATHS.queues)).body;
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

/** What the results API says; SQS itself knows neither ages nor the dead of each queue. */
async function readRemote(api: ApiClient): Promise<QueueReadings> {
  const { queues } = (await api.get<QueuesAnswer>("/queues")).body;
  return { queues: queues.map((entry) => ({ ...entry, oldestSeconds: null, backSeconds: null, dead: null })) };
}

function rowOf({ queue, visible, inFlight, delayed, oldestSeconds, backSeconds, dead }: QueueReading, paint: Paint): string[] {
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
