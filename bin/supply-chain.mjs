#!/usr/bin/env node
// `npm run supply-chain`: write the bill of materials (CycloneDX) to .cache/sbom.cdx.json, and ask the registry for known vulnerabilities of
// moderate severity and above. A registry that answers no such question is said to have been skipped: never taken for a clean bill.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** What npm printed, whatever it thinks of it. */
function npm(...args) {
  return new Promise((resolve) => {
    execFile("npm", args, { cwd: ROOT, maxBuffer: OUTPUT_BYTES_MAX, shell: process.platform === "win32" }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

async function writeBill() {
  const { code, stdout, stderr } = await npm("sbom", "--sbom-format", "cyclonedx", "--package-lock-only");
  if (code !== 0) throw new Error(`npm sbom failed:\n${stderr}`);
  const bill = JSON.parse(stdout);
  if (bill.bomFormat !== "CycloneDX" || !(bill.components?.length > 0)) throw new Error("npm sbom named no components");
  const path = join(ROOT, ".cache", "sbom.cdx.json");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, stdout);
  console.log(`bill of materials: ${bill.components.length} components in ${path}`);
}

async function audit() {
  const { stdout, stderr } = await npm("audit", "--json", "--audit-level=moderate");
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`npm audit printed no report:\n${stdout}${stderr}`);
  }
  const counts = report.metadata?.vulnerabilities;
  if (counts === undefined) {
    // Only a registry that does not know the question is passed over; any other trouble is a failure.
    const said = `${report.message ?? ""} ${report.error?.summary ?? ""} ${report.error?.code ?? ""} ${stderr}`.trim();
    if (!/\b40[45]\b|E40[45]|not implemented/i.test(said)) throw new Error(`npm audit failed: ${said}`);
    console.log(`SKIPPED npm audit: this registry answers no audits (${said.split("\n")[0]}); nothing is known of vulnerabilities`);
    return;
  }
  const found = counts.moderate + counts.high + counts.critical;
  console.log(`npm audit: ${found} vulnerabilities of moderate severity or above, ${counts.low + counts.info} below`);
  if (found > 0) throw new Error(`npm audit found: ${Object.keys(report.vulnerabilities).join(", ")}`);
}

try {
  await writeBill();
  await audit();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
