/**
 * Level names and methods that everybody uses. Their position is the number that stands for them in encoded partials: append only.
 * They come first in the order below, so that a flood of invented names never displaces them.
 */
export const KNOWN_NAMES: readonly string[] = [
  "ERROR ERR FATAL CRIT CRITICAL ALERT EMERG EMERGENCY PANIC SEVERE WARN WARNING NOTICE INFO INFORMATION DEBUG VERBOSE TRACE",
  "GET HEAD POST PUT DELETE PATCH OPTIONS CONNECT",
].flatMap((names) => names.split(" "));

const KNOWN_RANKS = new Map(KNOWN_NAMES.map((name, rank) => [name, rank]));

/** The number of a known name; undefined for any other. */
export function knownNameRank(name: string): number | undefined {
  return KNOWN_RANKS.get(name);
}

/** What stands for a known name in encoded partials; 0 stands before any other name. */
export function codeOfName(name: string): number {
  const rank = knownNameRank(name);
  return rank === undefined ? 0 : rank + 1;
}

/**
 * The fixed order in which names are kept when there are too many: the known ones first, then shorter before longer, then by bytes.
 * A name among the best n of everything is among the best n of every part it occurs in, so its count is exact for every plan.
 * Names are strings of one character a byte.
 */
export function compareNames(left: string, right: string): number {
  const leftRank = KNOWN_RANKS.get(left) ?? Infinity;
  const rightRank = KNOWN_RANKS.get(right) ?? Infinity;
  if (leftRank !== rightRank) return leftRank < rightRank ? -1 : 1;
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
