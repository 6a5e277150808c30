import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { createPageWriter, readPackedWindows } from "../../shared/core/aggregate/window-pages.ts";
import { blocksOf } from "../../shared/protocol/finish-job.ts";
import { mergeSummaries, mergeWindowPages, mergeWindows } from "../../shared/protocol/merge-children.ts";
import type { FoldChild } from "../../shared/protocol/fold-node.ts";
import { FAN_IN } from "../../shared/core/limits.ts";
import { countRanges } from "../../shared/core/ranges/plan-ranges.ts";
import { createSyntheticPartials, measurePartials, type SyntheticPartials } from "./synthetic-partials.ts";

interface Plan {
  objectBytes: number;
  rangeBytes: number;
  minutes: number;
}

const MB = 1e6;
/** Without a limit of its heap a process collects garbage when it likes: this is what a function of 512 MB leaves to it. */
const HEAP_MB_MAX = 400;
const MINUTE_MS = 60_000;
const MEASURED_FILE = "measured";

/**
 * The memory of a process that folds one leaf, and of one that folds the root, with nothing else in it: resident bytes at most, Node included.
 * The children's pages are made, or read from files, one at a time, as a reducer gets them from the table.
 */
export function measureReducers(plan: Plan): ReducerMemory {
  const key = JSON.stringify(plan);
  const known = measured.get(key) ?? measureOnce(plan);
  measured.set(key, known);
  return known;
}

/** In MB. */
export interface ReducerMemory {
  leafMb: number;
  rootMb: number;
}

const measured = new Map<string, ReducerMemory>();

function measureOnce(plan: Plan): ReducerMemory {
  const folder = mkdtempSync(join(tmpdir(), "fanfold-scale-"));
  try {
    const fold = (part: "measure" | "leaf" | "root" | "prepare"): number => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${HEAP_MB_MAX}`, import.meta.filename, part, folder, JSON.stringify(plan)], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`folding a ${part} failed: ${stderr}`);
      return Math.round(Number(stdout) / MB);
    };
    fold("measure");
    const leafMb = fold("leaf");
    if (countRanges(plan.objectBytes, plan.rangeBytes) <= FAN_IN) return { leafMb, rootMb: leafMb };
    fold("prepare");
    return { leafMb, rootMb: fold("root") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The children of one leaf, made when they are read. */
function childrenOfLeaf({ objectBytes, rangeBytes }: Plan, { partialOf }: SyntheticPartials, leaf: number): FoldChild[] {
  const count = Math.min(FAN_IN, countRanges(objectBytes, rangeBytes) - leaf * FAN_IN);
  return Array.from({ length: count }, (_, child) => ({
    child,
    partial: {
      contentHash: "",
      generation: 0,
      summary: async () => partialOf(leaf * FAN_IN + child).summary,
      async *windowPages() {
        yield* partialOf(leaf * FAN_IN + child).windowPages;
      },
    },
  }));
}

async function foldLeaf(plan: Plan, partials: SyntheticPartials, leaf: number, file: string | undefined): Promise<void> {
  const children = childrenOfLeaf(plan, partials, leaf);
  const summary = await mergeSummaries(children, []);
  const out = file === undefined ? undefined : openSync(file, "w");
  const write = (bytes: Uint8Array): void => {
    if (out !== undefined) writePage(out, bytes);
  };
  write(encodeSummary(summary));
  for await (const page of mergeWindowPages(children, summary.windowsEndMs)) write(page);
  if (out !== undefined) closeSync(out);
}

/** Write what every leaf folds to: the first is folded, the others have the same windows in their own place of the log. */
async function prepareLeaves(plan: Plan, partials: SyntheticPartials, leaves: number, folder: string): Promise<void> {
  await foldLeaf(plan, partials, 0, join(folder, "0"));
  const [summary, ...pages] = pagesOf(join(folder, "0"));
  for (let leaf = 1; leaf < leaves; leaf++) {
    const shiftMs = Math.floor(leaf * FAN_IN * partials.minutesPerRange) * MINUTE_MS;
    const shifted: Uint8Array[] = [];
    const writer = createPageWriter((page) => shifted.push(page));
    for (const window of readPackedWindows(pages)) writer.write({ ...window, windowStartMs: window.windowStartMs + shiftMs });
    writer.finish();
    writePages(join(folder, String(leaf)), [summary!, ...shifted]);
  }
}

function writePages(file: string, pages: readonly Uint8Array[]): void {
  const out = openSync(file, "w");
  for (const page of pages) writePage(out, page);
  closeSync(out);
}

function writePage(out: number, bytes: Uint8Array): void {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  writeSync(out, length);
  writeSync(out, bytes);
}

/** The pages of a file, one at a time. */
function* pagesOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, "r");
  const { size } = statSync(file);
  for (let at = 0; at < size;) {
    const length = Buffer.alloc(4);
    readSync(handle, length, 0, 4, at);
    const bytes = Buffer.alloc(length.readUInt32LE());
    readSync(handle, bytes, 0, bytes.length, at + 4);
    yield bytes;
    at += 4 + bytes.length;
  }
  closeSync(handle);
}

async function foldRoot(plan: Plan, folder: string): Promise<void> {
  const leaves = Math.ceil(countRanges(plan.objectBytes, plan.rangeBytes) / FAN_IN);
  const children: FoldChild[] = Array.from({ length: leaves }, (_, child) => ({
    child,
    partial: {
      contentHash: "",
      generation: 0,
      summary: async () => pagesOf(join(folder, String(child))).next().value as Uint8Array,
      async *windowPages() {
        let isFirst = true;
        for (const page of pagesOf(join(folder, String(child)))) {
          if (!isFirst) yield page;
          isFirst = false;
        }
      },
    },
  }));
  const summary = await mergeSummaries(children, []);
  let blocks = 0;
  for await (const block of blocksOf({ generation: 0 }, mergeWindows(children, summary.windowsEndMs).windows)) blocks += block.bytes.length;
  if (blocks === 0) throw new Error("the root has no windows");
}

/** Resident bytes of this process at most. What the system says of resources used begins with those of the process that forked it: the bench's. */
function residentBytesMax(): number {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) * 1024;
}

if (import.meta.main) {
  const [part, folder = "", text = ""] = process.argv.slice(2);
  const plan = JSON.parse(text) as Plan;
  const leaves = Math.ceil(countRanges(plan.objectBytes, plan.rangeBytes) / FAN_IN);
  if (part === "measure") {
    const partials = measurePartials(plan.objectBytes, plan.rangeBytes, plan.minutes);
    partials.forEach(({ summary, windowPages }, i) => writePages(join(folder, `${MEASURED_FILE}${i}`), [summary, ...windowPages]));
  } else if (part === "root") {
    await foldRoot(plan, folder);
  } else {
    const measured = readdirSync(folder).filter((name) => name.startsWith(MEASURED_FILE));
    const partials = createSyntheticPartials(
      plan.objectBytes,
      plan.rangeBytes,
      plan.minutes,
      measured.map((name) => {
        const [summary, ...windowPages] = pagesOf(join(folder, name));
        return { summary: summary!, windowPages };
      }),
    );
    if (part === "leaf") await foldLeaf(plan, partials, 0, undefined);
    else await prepareLeaves(plan, partials, leaves, folder);
  }
  process.stdout.write(String(residentBytesMax()));
}
