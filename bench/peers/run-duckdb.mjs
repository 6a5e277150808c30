// Runs one query in DuckDB and writes its rows as tab-separated lines: `node run-duckdb.mjs <threads> <sql>`. JavaScript, so that no types are stripped while it is measured.
import { DuckDBInstance } from "@duckdb/node-api";

const [threads = "1", sql = ""] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
const rows = (await connection.runAndReadAll(sql)).getRows();
process.stdout.write(rows.map((row) => `${row.join("\t")}\n`).join(""));
