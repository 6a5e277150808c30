import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { BENCH_FOLDER, NODE_ENV } from "../paths.ts";
import { clickHouseWays } from "./clickhouse-sql.ts";
import { duckDbWays } from "./duckdb-sql.ts";
import { readFigures, WORKS } from "./figures.ts";
import type { FoundTool } from "./tool.ts";

const DUCKDB = join(BENCH_FOLDER, "peers", "run-duckdb.mjs");
const CLICKHOUSE = join(BENCH_FOLDER, "peers", "run-clickhouse.mjs");

/** What a database answers to a question of one word; undefined when it does not run on this machine. */
function ask(args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** DuckDB, in a Node process of its own. */
export function findDuckDb(): FoundTool {
  const version = ask([DUCKDB, "1", "select version()"]);
  if (version === undefined) return { name: "DuckDB", missing: "bench/node_modules has none that runs on this machine" };
  return {
    name: "DuckDB",
    version: version.replace(/^v/, ""),
    isParallel: true,
    works: WORKS,
    waysOf: ({ format, file, work, cores }) =>
      duckDbWays(format, file, work).map(({ name, sql }) => ({
        name,
        command: [process.execPath, DUCKDB, String(cores), sql],
        env: NODE_ENV,
        read: (output) => readFigures(output, format),
      })),
  };
}

/** ClickHouse as the library chDB, in a Node process of its own. */
export function findClickHouse(): FoundTool {
  const version = ask([CLICKHOUSE, "select version()"]);
  if (version === undefined) return { name: "ClickHouse", missing: "bench/node_modules has none that runs on this machine" };
  return {
    name: "ClickHouse",
    version,
    isParallel: true,
    works: WORKS,
    waysOf: ({ format, file, work, cores }) =>
      clickHouseWays(format, file, work, cores).map(({ name, sql }) => ({
        name,
        command: [process.execPath, CLICKHOUSE, sql],
        env: NODE_ENV,
        read: (output) => readFigures(output, format),
      })),
  };
}
