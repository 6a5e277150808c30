import { brackets } from "./vectors";

// Where an access line may be the message of another one.

const SPACE: u32 = 0x20;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;

/** The first bracket in the message `[from, end)` that opens the time of an access line: at its begin, or behind a space; 0 when there is none. */
export function findAccessTime(from: usize, end: usize): usize {
  for (let base = from; base < end; base += 16) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(base), brackets()));
    while (found != 0) {
      const at = base + <usize>ctz(found);
      found &= found - 1;
      const isOpen = at < end && (at == from || load<u8>(at - 1) == SPACE);
      if (isOpen && load<u8>(at, 3) == SLASH && <u32>load<u8>(at, 1) - 0x30 < 10 && <u32>load<u8>(at, 2) - 0x30 < 10) return at;
    }
  }
  return 0;
}

/** Whether there is a bracket in `[from, end)` that may open an ISO time. */
export function holdsBracketedYear(from: usize, end: usize): bool {
  for (let base = from; base < end; base += 16) {
    for (let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(base), brackets())); found != 0; found &= found - 1) {
      const at = base + <usize>ctz(found);
      if (at < end && load<u8>(at, 5) == MINUS && <u32>load<u8>(at, 1) - 0x30 < 10) return true;
    }
  }
  return false;
}
