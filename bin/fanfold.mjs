#!/usr/bin/env node
// The `fanfold` command: finds a Node that is new enough and runs the CLI's sources on it.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runOnNode24 } from "./node24.mjs";

runOnNode24(["--disable-warning=ExperimentalWarning", join(dirname(dirname(fileURLToPath(import.meta.url))), "cli", "main.ts"), ...process.argv.slice(2)]);
