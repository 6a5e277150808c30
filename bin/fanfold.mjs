#!/usr/bin/env node
// The `fanfold` command: finds a Node that is new enough and runs the CLI's sources on it.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runOnNode24 } from "./node24.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// What Node compiled is kept: a command starts in half the time. Elsewhere, or not at all, if somebody says so; an unwritable folder is no error.
process.env.NODE_COMPILE_CACHE ??= join(root, ".cache", "compile");

runOnNode24(["--disable-warning=ExperimentalWarning", join(root, "cli", "main.ts"), ...process.argv.slice(2)]);
