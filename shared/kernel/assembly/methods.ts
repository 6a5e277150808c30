// The methods of the fast path. `METHOD_NAMES` of the wrapper lists them in this order.

/** Not a method of the fast path. */
export const NO_METHOD: u32 = 0xffffffff;

/** The number of `TRACE`, which loggers have as a level. */
const TRACE: u32 = 8;

/** The method that found last is so long. */
export let methodLength: usize = 0;

/** The number of the method and the space behind it that begin at `at`. */
// @ts-ignore: decorator
@inline export function findMethod(at: usize): u32 {
  const word = load<u64>(at);
  if (<u32>word == 0x20544547) {
    methodLength = 3;
    return 0;
  }
  return findRareMethod(word);
}

/** Whether the method is one that makes a request of words: all but the last. */
// @ts-ignore: decorator
@inline export function isHttp(method: u32): bool {
  return method < TRACE;
}

/** The number of the method `[start, end)`. */
export function findMethodName(start: usize, end: usize): u32 {
  const length = end - start;
  if (length - 1 >= 7) return NO_METHOD;
  // With the space that others find behind it.
  const spaced = (load<u64>(start) & ((<u64>1 << <u64>(length << 3)) - 1)) | (<u64>0x20 << <u64>(length << 3));
  const method = <u32>spaced == 0x20544547 ? found(0, 3) : findRareMethod(spaced);
  // A space in the value is no end of it.
  return method != NO_METHOD && methodLength == length ? method : NO_METHOD;
}

function findRareMethod(word: u64): u32 {
  if ((word & 0xffffffffff) == 0x2054534f50) return found(1, 4); // POST
  if ((word & 0xffffffffff) == 0x2044414548) return found(2, 4); // HEAD
  if (<u32>word == 0x20545550) return found(3, 3); // PUT
  if ((word & 0xffffffffffffff) == 0x204554454c4544) return found(4, 6); // DELETE
  if (word == 0x20534e4f4954504f) return found(5, 7); // OPTIONS
  if ((word & 0xffffffffffff) == 0x204843544150) return found(6, 5); // PATCH
  if (word == 0x205443454e4e4f43) return found(7, 7); // CONNECT
  if ((word & 0xffffffffffff) == 0x204543415254) return found(TRACE, 5); // TRACE
  return NO_METHOD;
}

function found(method: u32, length: usize): u32 {
  methodLength = length;
  return method;
}
