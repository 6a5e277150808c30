import { defineConfig } from "vitest/config";

const E2E = "test/e2e/**/*.test.ts";
const EMBEDDED = "test/embedded/**/*.test.ts";

const ALONE = { testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false };

export default defineConfig({
  test: {
    reporters: ["default", "./test/summary-reporter.ts"],
    coverage: {
      provider: "v8",
      include: ["shared/core/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { branches: 95 },
    },
    projects: [
      {
        test: {
          name: "unit",
          include: ["{shared,functions,infra,localstack,cli,test}/**/*.test.ts"],
          exclude: [E2E, EMBEDDED],
          testTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes and ports: one file at a time, behind everything else.
        test: {
          name: "stack",
          include: [EMBEDDED],
          ...ALONE,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The same, on the target that the environment names.
        test: {
          name: "e2e",
          include: [E2E],
          setupFiles: ["test/e2e/skip-listed.ts"],
          ...ALONE,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
