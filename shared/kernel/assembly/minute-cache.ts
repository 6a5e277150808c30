import { NO_MINUTE, readClfMinute } from "./calendar";
import { drain } from "./host";
import { CLF_MEMO } from "./layout";
import { notSeconds } from "./vectors";
import { NO_ROW, windowRow } from "./windows";

// The minute of the last time in the Common Log Format, as it was written and what it means: most lines share it with the line before.

/** The row of the window of the minute, and the minute. The row is {@link NO_ROW} when nothing is in the cache. */
export let clfRow: usize = NO_ROW;
export let clfMinute: i32 = 0;

/** Forget the row: its window is not there any more. */
export function forgetMinute(): void {
  clfRow = NO_ROW;
}

/** Whether the time `dd/Mon/yyyy:HH:MM:SS ±HHMM] ` at `at` is one, up to its seconds; then it is in the cache. */
// @ts-ignore: decorator
@inline export function loadMinute(at: usize): bool {
  // Its 28 bytes are read as two times 16.
  const front = v128.xor(v128.load(at), v128.load(CLF_MEMO));
  const back = v128.and(v128.xor(v128.load(at, 12), v128.load(CLF_MEMO, 12)), notSeconds());
  if (v128.any_true(v128.or(front, back)) || clfRow == NO_ROW) return readMinute(at);
  return true;
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
  v128.store(CLF_MEMO, v128.load(at));
  v128.store(CLF_MEMO, v128.load(at, 12), 12);
  return true;
}
