import type { World } from "../world/world.ts";

/** One access line of a minute of 2026-11-21, from 00:00 on; every 50th is an error of the server. */
export function accessLine(minute: number, i: number): string {
  const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:${String(i % 60).padStart(2, "0")}`;
  return `10.0.0.${i % 250} - - [21/Nov/2026:${time} +0000] "GET /items/${i} HTTP/1.1" ${i % 50 === 0 ? 500 : 200} ${100 + i} "-" "test" ${1000 + i * 7}\n`;
}

/** So many lines in each of these minutes, ascending. */
export function accessLog(minutes: readonly number[], linesPerMinute: number): Buffer {
  return Buffer.from(minutes.flatMap((minute) => Array.from({ length: linesPerMinute }, (_, i) => accessLine(minute, i))).join(""));
}

export const firstMinutes = (count: number): number[] => Array.from({ length: count }, (_, minute) => minute);

/** What reading a document needs, over a world's stores. Nobody waits: the world does not move meanwhile. */
export function readDepsOf(world: World) {
  const { jobs, blocks, partials } = world;
  return { jobs, blocks, partials, clock: { now: () => world.clock.now(), wait: async () => {} } };
}
