/** Write every sample log with the document that is expected of it: `node test/samples/make.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { analyzeWithOracle } from "../oracle/oracle.ts";
import { SAMPLES } from "./sample-contents.ts";

for (const [name, make] of Object.entries(SAMPLES)) {
  const content = make();
  writeFileSync(join(import.meta.dirname, `${name}.log`), content);
  writeFileSync(join(import.meta.dirname, `${name}.expected.json`), `${JSON.stringify(analyzeWithOracle(content), null, 2)}\n`);
}
