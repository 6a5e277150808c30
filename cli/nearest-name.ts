const EDITS_MAX = 3;

/** The known name that a mistyped one most likely stands for: a few edits away, or begun. Undefined when none comes near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, edits: given.length > 1 && name.startsWith(given) ? 0 : countEdits(given, name) })).toSorted((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best !== undefined && best.edits <= Math.min(EDITS_MAX, Math.ceil(best.name.length / 3)) ? best.name : undefined;
}

/** Letters to put in, take out, or replace, and neighbours to swap: the optimal string alignment distance. */
function countEdits(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const cost = Math.min(rows[row - 1]![column]! + 1, current[column - 1]! + 1, rows[row - 1]![column - 1]! + (isSame ? 0 : 1));
      current.push(isSwapped ? Math.min(cost, rows[row - 2]![column - 2]! + 1) : cost);
    }
    rows.push(current);
  }
  return rows[from.length]![to.length]!;
}
