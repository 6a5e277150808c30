/**
 * Strike the embedded stack in the middle of real jobs, let it finish, and compare with `analyze`:
 * `npm run test:crash [-- --mode kill|faulty|full-disk] [--kills 100] [--mb 200] [--seed 1] [--records FILE] [--report docs/crash.md]`.
 * With a file of records it goes on where an earlier run has stopped.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { replaceSection } from "../simulation/report-section.ts";
import { MODES, runCrashes, type CrashRecord } from "./crash-run.ts";
import { withSmallDisk } from "./full-disk.ts";
import { appendRecord, readRecords, renderRecords, summarize } from "./records.ts";

const { values } = parseArgs({
  options: {
    mode: { type: "string", default: "kill" },
    kills: { type: "string", default: "100" },
    mb: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    records: { type: "string" },
    report: { type: "string" },
  },
});
const mode = MODES.find((known) => known === values.mode);
if (mode === undefined) throw new Error(`--mode ${values.mode}: there are ${MODES.join(", ")}`);
const textBytes = Number(values.mb) * 1e6;
const seed = Number(values.seed);

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
  const { number, kind, phase, request, ofRequests, isAnswered, misses, recoverySeconds, redriven } = record;
  process.stderr.write(
    `${number + 1}: ${kind}, ${phase}, request ${request} of ${ofRequests} ${isAnswered ? "when it had taken effect" : "before it took effect"}; identical` +
      `${recoverySeconds === null ? "" : `, next attempt after ${recoverySeconds.toFixed(2)} s`}${misses > 0 ? `, ${misses} missed before` : ""}${redriven > 0 ? `, ${redriven} redriven` : ""}\n`,
  );
};
await runCrashes({ mode, from: records.length, to: Number(values.kills), textBytes, seed, earlier: [...records], note, ...(folder !== undefined && { folder }) });
console.log(`seed ${seed}, ${values.mb} MB: ${summarize(records)}`);
if (values.report !== undefined) {
  const all = values.records === undefined ? records : readRecords(values.records);
  replaceSection(values.report, "crashes", renderRecords(all), { readFileSync, writeFileSync });
}
