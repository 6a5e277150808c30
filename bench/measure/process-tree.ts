import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

const SAMPLE_INTERVAL_MS = 100;
const PAGE_BYTES = 4_096;

/** Watches a process and everything it starts. Needs /proc: elsewhere nothing is measured. */
export interface TreeWatch {
  /** Stop watching: the most that any one process held resident, in bytes, and all of them together at one moment; undefined without /proc. */
  stop(): { largestBytes: number; largestName: string; togetherBytes: number } | undefined;
}

/** Sample the resident memory of a process and its descendants until told to stop. */
export function watchTree(rootPid: number): TreeWatch {
  let largestBytes = 0;
  let largestName = "";
  let togetherBytes = 0;
  const sample = (): void => {
    let together = 0;
    for (const { pid, residentBytes } of descendants(rootPid)) {
      together += residentBytes;
      if (residentBytes > largestBytes) {
        largestBytes = residentBytes;
        largestName = nameOf(pid);
      }
    }
    togetherBytes = Math.max(togetherBytes, together);
  };
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return largestBytes === 0 ? undefined : { largestBytes, largestName, togetherBytes };
    },
  };
}

function descendants(rootPid: number): { pid: number; residentBytes: number }[] {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  let entries: string[];
  try {
    entries = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  for (const name of entries) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(fields[1]));
      resident.set(Number(name), Number(fields[21]) * PAGE_BYTES);
    } catch {
      // It ended between the listing and the look.
    }
  }
  const isWithin = (pid: number | undefined): boolean => pid !== undefined && (pid === rootPid || isWithin(parents.get(pid)));
  return [...resident].filter(([pid]) => isWithin(pid)).map(([pid, residentBytes]) => ({ pid, residentBytes }));
}

/** The script that a process runs, else its program, without its folder. */
function nameOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return basename(words.find((word) => /\.(ts|mjs)$/.test(word)) ?? words[0] ?? String(pid));
  } catch {
    return String(pid);
  }
}
