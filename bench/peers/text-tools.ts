import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { InputFormat } from "../inputs/input-format.ts";
import { BENCH_FOLDER, NODE_ENV } from "../paths.ts";
import { type Figures, readFigures } from "./figures.ts";
import { findGoAccess, findProgram } from "./install.ts";
import { MAWK_PROGRAMS } from "./mawk-programs.ts";
import type { FoundTool } from "./tool.ts";

const NODE_WAYS: Partial<Record<InputFormat, readonly string[]>> = {
  combined: ["readline, regex", "readline, split", "chunks as latin1, regex", "chunks as latin1, split"],
  json: ["readline, JSON.parse", "chunks as utf8, JSON.parse", "chunks as latin1, JSON.parse"],
  alb: ["readline, regex", "readline, split", "chunks as latin1, regex", "chunks as latin1, split"],
};

const GOACCESS_PANELS =
  "VISITORS REQUESTS REQUESTS_STATIC NOT_FOUND HOSTS OS BROWSERS VISIT_TIMES VIRTUAL_HOSTS REFERRERS REFERRING_SITES KEYPHRASES STATUS_CODES REMOTE_USER CACHE_STATUS GEO_LOCATION MIME_TYPE TLS_TYPE".split(
    " ",
  );
const GOACCESS_WAYS: Record<string, readonly string[]> = {
  "all panels": GOACCESS_PANELS,
  "panels of times and requests": ["VISIT_TIMES", "REQUESTS"],
  "only the panel of times": ["VISIT_TIMES"],
};
const GOACCESS_FORMATS: Partial<Record<InputFormat, readonly string[]>> = {
  combined: ['--log-format=%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T', "--date-format=%d/%b/%Y", "--time-format=%H:%M:%S"],
  alb: ["--log-format=AWSALB"],
};

/** mawk: one program a way, counts and extremes without percentiles. */
export function findMawk(): FoundTool {
  const program = findProgram("mawk");
  if (program === undefined) return { name: "mawk", missing: "no mawk on the path" };
  const { stdout, stderr } = spawnSync(program, ["-W", "version"], { encoding: "utf8" });
  return {
    name: "mawk",
    version: /\d[\d.]*( \d{8})?/.exec(`${stdout}${stderr}`)?.[0] ?? "unknown",
    isParallel: false,
    works: ["minutes"],
    waysOf: ({ format, file }) =>
      Object.entries(MAWK_PROGRAMS[format] ?? {}).map(([name, text]) => ({
        name,
        command: file.endsWith(".gz") ? ["bash", "-c", 'gzip -dc "$1" | "$2" "$3"', "bash", file, program, text] : [program, text, file],
        env: { LC_ALL: "C" },
        read: (output) => readFigures(output, format),
      })),
  };
}

/** A script without libraries, as one writes it first, and two that take more trouble. */
export function nodeTool(): FoundTool {
  return {
    name: "Node",
    version: process.versions.node,
    isParallel: false,
    works: ["minutes"],
    waysOf: ({ format, file }) =>
      (NODE_WAYS[format] ?? []).map((name) => ({
        name,
        command: [process.execPath, join(BENCH_FOLDER, "peers", "run-node.mjs"), format, name, file],
        env: NODE_ENV,
        read: (output) => readFigures(output, format),
      })),
  };
}

/** GoAccess: a report of its own kind, with hits per ten minutes; of it only the number of records can be compared. */
export function goAccessTool(): FoundTool {
  const found = findGoAccess();
  if (found === undefined) return { name: "GoAccess", missing: "not on the path, and Debian's package could not be had" };
  const env: Record<string, string> = { LC_ALL: "C", ...(found.libraries === undefined ? {} : { LD_LIBRARY_PATH: found.libraries }) };
  const { status, stdout } = spawnSync(found.program, ["--version"], { encoding: "utf8", env: { ...process.env, ...env } });
  if (status !== 0) return { name: "GoAccess", missing: `${found.program} does not run` };
  return {
    name: "GoAccess",
    version: /\d+\.[\d.]*\d/.exec(stdout)?.[0] ?? "unknown",
    isParallel: false,
    isSlow: true,
    works: ["minutes"],
    waysOf: ({ format, file }) => {
      const options = GOACCESS_FORMATS[format];
      if (options === undefined || file.endsWith(".gz")) return [];
      return Object.entries(GOACCESS_WAYS).map(([name, panels]) => ({
        name,
        command: [
          found.program,
          file,
          "--no-global-config",
          "--no-progress",
          "--hour-spec=min",
          "--output=json",
          ...options,
          ...GOACCESS_PANELS.filter((panel) => !panels.includes(panel)).map((panel) => `--ignore-panel=${panel}`),
        ],
        env,
        read: readReport,
      }));
    },
  };
}

function readReport(output: string): Figures {
  const { general } = JSON.parse(output) as { general: { valid_requests: number } };
  return { records: general.valid_requests, minutes: new Map(), routes: new Map() };
}
