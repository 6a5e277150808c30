import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real logs, which are in no repository: `FANFOLD_TEST_DATA` may name the folder above them. */
export const REAL_LOGS_FOLDER = join(process.env["FANFOLD_TEST_DATA"] ?? join(import.meta.dirname, "..", "..", "..", "shared", "data"), "logs");
export const hasRealLogs = (): boolean => existsSync(REAL_LOGS_FOLDER);
