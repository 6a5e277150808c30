import { FILE_TIME_BYTES } from "./app-origin";
import { timeEnd } from "./time";
import { findWhiteSpace } from "./white-space";

// The name of a stream in CloudWatch that `aws logs tail` puts between the time and a line: `yyyy/mm/dd/…` of Lambda, `prefix/container/task` of ECS.

const SPACE: u32 = 0x20;
const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const ZERO: u32 = 0x30;
const UPPER_T: u32 = 0x54;
const DAY_BYTES: usize = 11;
/** Hexadecimal digits. */
const TASK_BYTES: usize = 32;

/** Where the contained line begins behind the stream at `text`, in a line that begins at `start` and whose time was read; 0 when there is no stream. */
// @ts-ignore: decorator
@inline export function findBehindLogStream(start: usize, text: usize, end: usize): usize {
  return timeEnd - start == FILE_TIME_BYTES && text == timeEnd + 1 ? behindStream(start, text, end) : 0;
}

function behindStream(start: usize, text: usize, end: usize): usize {
  const sign = <u32>load<u8>(start, 26);
  if (load<u8>(timeEnd) != SPACE || load<u8>(start, 10) != UPPER_T || (sign != PLUS && sign != MINUS)) return 0;
  const wordEnd = findWhiteSpace(text, end);
  if (wordEnd == end || load<u8>(wordEnd) != SPACE) return 0;
  return isDay(text, wordEnd) || endsWithTask(text, wordEnd) ? wordEnd + 1 : 0;
}

/** Whether the word `[start, end)` is `yyyy/mm/dd/` and more. */
function isDay(start: usize, end: usize): bool {
  if (end - start <= DAY_BYTES) return false;
  for (let i: usize = 0; i < DAY_BYTES; i++) {
    const byte = <u32>load<u8>(start + i);
    if (i == 4 || i == 7 || i == 10 ? byte != SLASH : byte - ZERO >= 10) return false;
  }
  return true;
}

/** Whether the word `[start, end)` is two names and a task with `/` between. */
function endsWithTask(start: usize, end: usize): bool {
  if (end - start <= TASK_BYTES) return false;
  const task = end - TASK_BYTES;
  if (load<u8>(task - 1) != SLASH || load<u8>(start) == SLASH) return false;
  for (let at = task; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte - ZERO >= 10 && (byte | 0x20) - 0x61 >= 6) return false;
  }
  let container = start;
  while (container < task - 1 && load<u8>(container) != SLASH) container++;
  return container + 1 < task - 1;
}
