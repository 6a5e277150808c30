// Runs a stack in a process of its own, so that a test can kill it: `node stack-process.ts <template> <data directory>`.
import { startEmbedded } from "../../localstack/embedded/start-embedded.ts";

const [templatePath = "", dataDir = ""] = process.argv.slice(2);
try {
  const { endpoints, regionName, credentials, outputs } = await startEmbedded({ templatePath, dataDir });
  process.send?.({ endpoints, regionName, credentials, outputs });
} catch (error) {
  process.send?.({ error: { code: (error as { code?: string }).code, message: (error as Error).message } });
  process.exit(1);
}
