import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { createSeededRandom, type SeededRandom } from "../generate/seeded-random.ts";

/** A content that the simulated people upload. */
export interface Content {
  /** Its number in {@link CONTENTS}. */
  id: number;
  /** What is stored. */
  bytes: Uint8Array;
  eTag: string;
  /** The text of it that can be read: all of it, unless the object is compressed and cut short. */
  isWhole: boolean;
  text: Uint8Array;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Times lie within two hours, so that a result has few blocks. */
function makeLine(random: SeededRandom): string {
  const [hour, minute, second] = [two(10 + random.below(2)), two(random.below(4) * 7), two(random.below(60))];
  const status = random.pick([200, 200, 200, 204, 301, 404, 500, 503]);
  const path = `/${random.pick(["cart", "items", "pay", "login", "search"])}/${random.below(60)}`;
  const kind = random.below(20);
  if (kind < 9) {
    const host = random.chance(0.3) ? `shop${random.below(3)}.example:443 ` : "";
    const duration = random.chance(0.6) ? ` ${random.below(90_000)}` : "";
    return `${host}10.0.0.${random.below(9)} - - [21/Nov/2026:${hour}:${minute}:${second} +0000] "${random.pick(["GET", "POST", "PUT"])} ${path} HTTP/1.1" ${status} ${random.below(5_000)} "-" "t"${duration}`;
  }
  if (kind < 13) {
    const level = random.pick(["info", "warn", "error", "debug"]);
    return JSON.stringify({ time: `2026-11-21T${hour}:${minute}:${second}Z`, level, service: `svc-${random.below(5)}`, duration: random.below(900), status, path });
  }
  if (kind < 17) return `2026-11-21 ${hour}:${minute}:${second}.${random.between(100, 999)} ${random.pick(["INFO", "WARN", "ERROR"])} Request processed in ${random.below(900)}ms`;
  return random.pick(["", "# a comment", "no log line at all", "  at frame (continued)", '{"time": broken', "\xff\xfe\x00 bytes", "x".repeat(random.between(50, 700))]);
}

function makeText(random: SeededRandom, lines: number): Uint8Array {
  const end = random.pick(["\n", "\n", "\r\n"]);
  const text = Array.from({ length: lines }, () => makeLine(random)).join(end) + (random.chance(0.7) ? end : "");
  return Buffer.from(text, "latin1");
}

const COMPRESSED: ReadonlyMap<number, "gzip" | "zstd" | "cut"> = new Map([
  [7, "gzip"],
  [13, "zstd"],
  [19, "cut"],
  [25, "gzip"],
]);

function makeContent(id: number): Content {
  const random = createSeededRandom(0x5eed + id);
  const text = id === 0 ? new Uint8Array(0) : makeText(random, random.pick([1, 2, 5, 12, 20, 30]));
  const form = id === 0 ? "plain" : (COMPRESSED.get(id) ?? "plain");
  let bytes = text;
  if (form === "gzip") bytes = gzipSync(text);
  if (form === "zstd") bytes = zstdCompressSync(text);
  if (form === "cut") bytes = gzipSync(text).subarray(0, -9);
  return { id, bytes, eTag: createHash("md5").update(bytes).digest("hex"), isWhole: form !== "cut", text };
}

/** Every content there is: nothing, plain texts of one to thirty lines, gzip, zstd, and gzip that ends too early. */
export const CONTENTS: readonly Content[] = Array.from({ length: 32 }, (_, id) => makeContent(id));

/** Those that one function has to read from end to end. */
export const COMPRESSED_CONTENTS: readonly Content[] = CONTENTS.filter(({ id }) => COMPRESSED.has(id));
