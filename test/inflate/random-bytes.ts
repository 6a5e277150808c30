import type { SeededRandom } from "../generate/seeded-random.ts";

/** So many bytes of any value. */
export function randomBytesOf(random: SeededRandom, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = random.bits() >>> 24;
  return bytes;
}
