import { beforeEach, type RunnerTestCase, type RunnerTestSuite } from "vitest";
import { SKIPS } from "./skips.ts";
import { targetKind } from "./target-kind.ts";

/** The names of the suites and of the test, as `skips.ts` has them. */
function nameOf(test: RunnerTestCase | RunnerTestSuite): string {
  return test.suite === undefined || test.suite.name === "" ? test.name : `${nameOf(test.suite)} > ${test.name}`;
}

beforeEach(({ task, skip }) => {
  const reason = SKIPS[targetKind()][nameOf(task)];
  if (reason !== undefined) skip(reason);
});
