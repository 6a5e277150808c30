import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { generateSampleLog } from "../../cli/sample-log.ts";
import { createModelStack, type ModelObject } from "./stack.ts";

/** Objects that the model works through; their costs are multiplied to the number that was asked for. */
const SAMPLE_OBJECTS = 2_000;
const LOG_START_MS = Date.UTC(2026, 10, 21);

/** So many small objects, all stored at once. */
export function createSmallObjects(kind: "combined" | "alb"): ModelObject[] {
  return Array.from({ length: SAMPLE_OBJECTS }, (_, i) => {
    const bytes = kind === "combined" ? combinedLog(i) : albFile(i);
    return { objectKey: `${kind}/${i}.log`, objectBytes: bytes.length, eTag: createHash("md5").update(bytes).digest("hex"), bytes };
  });
}

/** 100 KB of a Combined log with durations. */
function combinedLog(seed: number): Uint8Array {
  return Buffer.concat([...generateSampleLog(100_000, seed + 1, LOG_START_MS + seed * 60_000)].map((chunk) => chunk.slice()));
}

/**
 * One file of a day of a load balancer that answers 500 requests a second from 50 nodes: 5 minutes of one node, 3,000 entries, gzipped.
 * Source of the fields: "Access logs for your Application Load Balancer".
 */
function albFile(index: number): Uint8Array {
  const [node, fiveMinutes] = [index % 50, Math.floor(index / 50)];
  let state = index * 7 + 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const lines = Array.from({ length: 3_000 }, (_, i) => {
    const time = new Date(LOG_START_MS + fiveMinutes * 300_000 + i * 100).toISOString().replace("Z", `${String(next(1000)).padStart(3, "0")}Z`);
    const seconds = (next(400) + 1) / 1000;
    const status = next(100) < 2 ? 502 : 200;
    return (
      `https ${time} app/shop/50dc6c495c0c9188 203.0.113.${next(250)}:${1024 + next(60_000)} 10.0.${node}.7:8080 0.000 ${seconds.toFixed(3)} 0.000 ${status} ${status} ${100 + next(900)} ${next(50_000)} ` +
      `"GET https://www.example.com:443/api/resource-${next(50)}?page=${next(20)} HTTP/2.0" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" TLS_AES_128_GCM_SHA256 TLSv1.3 ` +
      `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-${(state >>> 0).toString(16).padStart(8, "0")}-36d228ad5d99923122bbe354" "www.example.com" "session-reused" 0 ${time} "forward" "-" "-" "10.0.${node}.7:8080" "${status}" "-" "-"\n`
    );
  });
  return gzipSync(lines.join(""));
}

/** The counts of the sample, and how fast it went. */
export async function runSmallObjects(kind: "combined" | "alb", context: Record<string, string>) {
  const objects = createSmallObjects(kind);
  const stack = createModelStack({
    context,
    objects,
    parseBytesPerSecond: 1,
    partialOf: () => {
      throw new Error("a small object went to a worker");
    },
  });
  for (const object of objects) stack.announce(object);
  await stack.clock.drain();
  const complete = stack.ended.filter(({ state }) => state === "complete").length;
  if (complete !== objects.length) throw new Error(`${complete} of ${objects.length} objects are complete`);
  const seconds = stack.counts.lambda["splitter"]!.seconds / objects.length;
  return { stack, objects: objects.length, meanBytes: objects.reduce((sum, { objectBytes }) => sum + objectBytes, 0) / objects.length, secondsEach: seconds };
}
