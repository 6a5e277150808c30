// Runs one query in ClickHouse (chDB, its library) and writes what it answers: `node run-clickhouse.mjs <sql>`. JavaScript, so that no types are stripped while it is measured.
import { query } from "chdb";

process.stdout.write(query(process.argv[2] ?? "", "TabSeparated"));
