import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded } from "../../localstack/embedded/start-embedded.ts";

/** A process of its own that runs a stage on a data directory until it is killed: `serve-stack.ts DATA_DIR STAGE [RANGE_BYTES]`. Prints where it is, as JSON. */
const [dataDir, stage, rangeBytes] = process.argv.slice(2);
if (dataDir === undefined || stage === undefined) throw new Error("usage: serve-stack.ts DATA_DIR STAGE [RANGE_BYTES]");
const { templatePath } = await ensureSynthesized({ stage, context: rangeBytes === undefined ? {} : { rangeBytes } });
const { endpoints, outputs, regionName, credentials } = await startEmbedded({ templatePath, dataDir });
process.stdout.write(`${JSON.stringify({ endpoints, outputs, regionName, credentials })}\n`);
