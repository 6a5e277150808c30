// How a line of klog begins.

const SPACE: u32 = 0x20;
const COLON: u32 = 0x3a;
export const UPPER_E: u32 = 0x45;
const UPPER_F: u32 = 0x46;
export const UPPER_I: u32 = 0x49;
export const UPPER_W: u32 = 0x57;

/** Whether the letter of a level and a digit begin the text at `start`: that of klog, or of glog with a year. */
// @ts-ignore: decorator
@inline export function mayBeKlog(start: usize): bool {
  const letter = <u32>load<u8>(start);
  return <u32>load<u8>(start, 1) - 0x30 < 10 && (letter == UPPER_I || letter == UPPER_E || letter == UPPER_W || letter == UPPER_F);
}

/** Whether the line at `start` begins with a level, a day and an hour. */
// @ts-ignore: decorator
@inline export function beginsAsKlog(start: usize): bool {
  return mayBeKlog(start) && load<u8>(start, 5) == SPACE && load<u8>(start, 8) == COLON;
}
