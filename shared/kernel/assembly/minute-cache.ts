import { NO_MINUTE, readClfMinute } from "./calendar";
import { drain } from "./host";
import { NO_ROW, windowRow } from "./windows";

// The minute of the last time in the Common Log Format, as it was written and what it means: most lines share it with the line before.

/** The row of the window of the minute, and the minute. The row is {@link NO_ROW} when nothing is in the cache. */
export let clfRow: usize = NO_ROW;
export let clfMinute: i32 = 0;
let text0: u64 = 0;
let text8: u64 = 0;
let text10: u64 = 0;
/** From the space before the zone on: ` +0000] `. */
let zone: u64 = 0;

/** Forget the row: its window is not there any more. */
export function forgetMinute(): void {
  clfRow = NO_ROW;
}

/** Whether the time `dd/Mon/yyyy:HH:MM:SS ±HHMM] ` at `at` is one, up to its seconds; then it is in the cache. */
// @ts-ignore: decorator
@inline export function loadMinute(at: usize): bool {
  const differences = (load<u64>(at) ^ text0) | (load<u64>(at, 8) ^ text8) | (load<u64>(at, 10) ^ text10) | (load<u64>(at, 20) ^ zone);
  if (i32(differences == 0) & i32(clfRow != NO_ROW)) return true;
  return readMinute(at);
}

function readMinute(at: usize): bool {
  if (load<u16>(at, 26) != 0x205d) return false;
  const minute = readClfMinute(at);
  if (minute == NO_MINUTE) return false;
  let row = windowRow(minute);
  if (row == NO_ROW) {
    drain();
    row = windowRow(minute);
  }
  clfRow = row;
  clfMinute = minute;
  text0 = load<u64>(at);
  text8 = load<u64>(at, 8);
  text10 = load<u64>(at, 10);
  zone = load<u64>(at, 20);
  return true;
}
