/**
 * Strike the embedded stack in the middle of real jobs, let it finish, and compare with `analyze`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScriptOptions, refuse, wholeNumberOf } from "../script-options.ts";
import { replaceSection } from "../simulation/report-section.ts";
import { MODES, runCrashes, type CrashRecord } from "./crash-run.ts";
import { withSmallDisk } from "./full-disk.ts";
import { appendRecord, readRecords, renderRecords, summarize } from "./records.ts";

const USAGE = `usage: npm run test:crash -- [--mode kill] [--kills 100] [--mb 200] [--seed 1] [--records FILE] [--report docs/crash.md]
  --mode     kill: kill the stack; faulty: the same among latency, cuts and refused connections; full-disk: fill its disk
  --kills    how many times
  --mb       text of each job
  --seed     what happens when
  --records  keep what came of each strike in this file, and go on where an earlier run has stopped
  --report   write the table into this document`;

const values = readScriptOptions(USAGE, {
  mode: { type: "string", default: "kill" },
  kills: { type: "string", default: "100" },
  mb: { type: "string", default: "200" },
  seed: { type: "string", default: "1" },
  records: { type: "string" },
  report: { type: "string" },
});
const mode = MODES.find((known) => known === values.mode) ?? refuse(USAGE, `--mode ${values.mode}: there are ${MODES.join(", ")}`);
const textBytes = wholeNumberOf(USAGE, "mb", values.mb) * 1e6;
const seed = wholeNumberOf(USAGE, "seed", values.seed, 0);
const kills = wholeNumberOf(USAGE, "kills", values.kills);

let folder: string | undefined;
if (mode === "full-disk") {
  folder = join(tmpdir(), "fanfold-small-disk");
  mkdirSync(folder, { recursive: true });
  // The files of one directory's jobs, twice over what is stored of them, and what the databases need.
  withSmallDisk(folder, 7 * textBytes + 256e6);
}
const earlier = values.records === undefined ? [] : readRecords(values.records);
const records = earlier.filter((one) => one.mode === mode && one.seed === seed && one.textBytes === textBytes);
const note = (record: CrashRecord): void => {
  records.push(record);
  if (values.records !== undefined) appendRecord(values.records, record);
  const { number, kind, phase, request, ofRequests, isAnswered, misses, recoverySeconds, endSeconds, roundSeconds, redriven } = record;
  process.stderr.write(
    `${number + 1}: ${kind}, ${phase}, request ${request} of ${ofRequests} ${isAnswered ? "when it had taken effect" : "before it took effect"}; identical` +
      `${recoverySeconds === null ? "" : `, next attempt after ${recoverySeconds.toFixed(2)} s`}${endSeconds === null ? "" : `, the end after ${endSeconds.toFixed(1)} s`}, ${roundSeconds.toFixed(1)} s in all${misses > 0 ? `, ${misses} missed before` : ""}${redriven > 0 ? `, ${redriven} redriven` : ""}\n`,
  );
};
await runCrashes({ mode, from: records.length, to: kills, textBytes, seed, earlier: [...records], note, ...(folder !== undefined && { folder }) });
console.log(`seed ${seed}, ${values.mb} MB: ${summarize(records)}`);
if (values.report !== undefined) {
  const all = values.records === undefined ? records : readRecords(values.records);
  replaceSection(values.report, "crashes", renderRecords(all), { readFileSync, writeFileSync });
}
