import { openEvents, openObjects, openQueues, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { TASK_VARIABLES, VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { unmetered } from "../../shared/ports/meter.ts";
import { createDeadLetter } from "./dead-letter.ts";

const { rangeBytes, sweepPatienceSeconds } = VARIABLES;
const config = readEnvironment(process.env, { ...TASK_VARIABLES, rangeBytes, sweepPatienceSeconds });

const { log, measure, serve } = openFunction(config);

export const handler = serve(
  createDeadLetter({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...openQueues(config),
    objects: openObjects(process.env),
    decompressor: zlibDecompressor,
    rangeBytesDefault: config.rangeBytes ?? null,
    sweepPatienceSeconds: config.sweepPatienceSeconds,
    clock: systemClock,
    log,
    // What it does is done because something failed: the receipt says that it is a lower bound.
    meter: unmetered,
  }),
);
