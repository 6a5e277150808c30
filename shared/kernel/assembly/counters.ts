import { CHUNK_BYTES, CHUNKS } from "./layout";

// Counters of a row by a small number, 64 side by side in a chunk. A chunk is there once one of its counters is above 0: most windows and keys have few of
// all the durations and statuses that there can be, and memory that nobody counts in is never touched. A row has the address of each of its chunks, or 0.

/** Where the next chunk is. There are enough for every row to have all of its own. */
let nextChunk: usize = CHUNKS;

/** The counter of `index` among those whose chunks' addresses are at `places`. */
// @ts-ignore: decorator
@inline export function counterOf(places: usize, index: u32): usize {
  const place = places + ((<usize>index >> 6) << 2);
  const chunk = <usize>load<u32>(place);
  return (chunk != 0 ? chunk : openChunk(place)) + (<usize>(index & 63) << 2);
}

function openChunk(place: usize): usize {
  const chunk = nextChunk;
  nextChunk += CHUNK_BYTES;
  store<u32>(place, <u32>chunk);
  return chunk;
}

/** No row has chunks any more. */
export function forgetCounters(): void {
  memory.fill(CHUNKS, 0, nextChunk - CHUNKS);
  nextChunk = CHUNKS;
}
