import { ENABLED_ELB, hasColumns, isEnabled } from "./state";
import { isAddressAndPort } from "./words";

// How a plain application line begins, and how it is told from one of a Classic Load Balancer.

const LINE_FEED: u32 = 0x0a;
const SPACE: u32 = 0x20;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const UPPER_T: u32 = 0x54;
const OPENING: u32 = 0x7b;

/** `YYYY-MM-DDTHH:MM:SS` */
const TIME_BYTES: usize = 19;
/** Words behind the time are looked for so far. */
const WORDS_BYTES_MAX: usize = 224;

/** Whether the line at `start` begins with a bracket and a date. */
// @ts-ignore: decorator
@inline export function beginsWithBracketedDate(start: usize): bool {
  return load<u8>(start, 5) == MINUS && load<u8>(start, 8) == MINUS && <u32>load<u8>(start, 1) - 0x30 < 10;
}

/** Whether the line at `start` begins with a date and is one for the parser of these lines. */
// @ts-ignore: decorator
@inline export function beginsAsApp(start: usize): bool {
  const mark = <u32>load<u8>(start, 4);
  if (load<u8>(start, 7) != mark || <u32>load<u8>(start) - 0x30 >= 10) return false;
  const between = <u32>load<u8>(start, 10);
  if (mark != MINUS) return mark == SLASH && between == SPACE;
  // Where there are columns a date and a space begin a line of columns.
  return between == SPACE ? !hasColumns() : between == UPPER_T && !(isEnabled(ENABLED_ELB) && mayBeBalancer(start));
}

/**
 * Whether the line may be one of a Classic Load Balancer: behind the time and a name there are an address with a port, another one or a minus sign, and what
 * begins as a number does.
 */
function mayBeBalancer(start: usize): bool {
  const end = start + WORDS_BYTES_MAX;
  const client = nextWord(nextWord(start + TIME_BYTES, end), end);
  // An object behind the name of a stream may be longer than is looked at.
  if (load<u8>(client) == OPENING) return false;
  const clientEnd = findWordEnd(client, end);
  if (clientEnd == end) return true;
  if (!isAddressAndPort(client, clientEnd)) return false;
  const node = nextWord(clientEnd, end);
  const nodeEnd = findWordEnd(node, end);
  if (nodeEnd == end) return true;
  if (!isAddressAndPort(node, nodeEnd) && (nodeEnd != node + 1 || load<u8>(node) != MINUS)) return false;
  const number = nextWord(nodeEnd, end);
  const first = <u32>load<u8>(number);
  return number == end || first - 0x30 < 10 || first == MINUS;
}

/** Where the word begins that follows on the one at `from`, in the same line or at its line feed. */
// @ts-ignore: decorator
@inline function nextWord(from: usize, end: usize): usize {
  let at = findWordEnd(from, end);
  while (at < end && load<u8>(at) == SPACE) at++;
  return at;
}

/** The space or line feed that ends the word at `from`, or `end`. */
// @ts-ignore: decorator
@inline function findWordEnd(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) != SPACE && load<u8>(at) != LINE_FEED) at++;
  return at;
}
