import { NO_LEVEL } from "./windows";

// The line around the one in hand: what a container's runtime or a collector puts before the line of a program.

/** Where it begins and where its line feed stands: the start is 0 when there is no line around. */
export let envelopeStart: usize = 0;
export let envelopeLineFeed: usize = 0;
/** Its time, which counts. */
export let envelopeMinute: i32 = 0;
export let envelopeMs: i64 = 0;
/** Its level, which counts if it has one. */
export let envelopeLevel: u32 = NO_LEVEL;
/** Its service and host, which count where it has them: then they have a length. */
export let envelopeService: usize = 0;
export let envelopeServiceBytes: usize = 0;
export let envelopeServiceMemo: usize = 0;
export let envelopeHost: usize = 0;
export let envelopeHostBytes: usize = 0;
export let envelopeHostMemo: usize = 0;

/** What is counted from here on is in the line `[start, lineFeed)`, which has this time, and this level unless it is `NO_LEVEL`, and no service or host. */
export function openEnvelope(start: usize, lineFeed: usize, minute: i32, timestampMs: i64, level: u32): void {
  envelopeStart = start;
  envelopeLineFeed = lineFeed;
  envelopeMinute = minute;
  envelopeMs = timestampMs;
  envelopeLevel = level;
  envelopeServiceBytes = 0;
  envelopeHostBytes = 0;
}

/** It has a service and a host, either without a length when it has none. */
export function nameEnvelope(service: usize, serviceBytes: usize, serviceMemo: usize, host: usize, hostBytes: usize, hostMemo: usize): void {
  envelopeService = service;
  envelopeServiceBytes = serviceBytes;
  envelopeServiceMemo = serviceMemo;
  envelopeHost = host;
  envelopeHostBytes = hostBytes;
  envelopeHostMemo = hostMemo;
}

/** Lines have none around them again. */
export function closeEnvelope(): void {
  envelopeStart = 0;
}
