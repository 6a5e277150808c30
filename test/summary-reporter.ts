import type { Reporter, TestModule } from "vitest/node";

/** Says at the end what was skipped and why, and closes with the line `N passed, N failed, N skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      const failedBefore = counts.failed;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "pending") continue;
        counts[result.state]++;
        if (result.state === "skipped") skipped.push(`skipped: ${module.relativeModuleId} > ${test.fullName}${result.note === undefined ? "" : ` (${result.note})`}`);
      }
      // A file that cannot be loaded and a hook that fails are failures too.
      if (module.state() === "failed" && counts.failed === failedBefore) counts.failed++;
    }
    if (skipped.length > 0) process.stdout.write(`\n${skipped.join("\n")}\n`);
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
