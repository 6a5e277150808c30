import { readJsonLine } from "./json-line";
import { shapeLeaf, walkShape } from "./json-shapes";
import { JSON_LONE_LEAF } from "./layout";

// Objects of JSON that stand in other lines.

/** The leaf whose steps have the values of the object `[start, lineFeed)`: of its shape, or `JSON_LONE_LEAF` where that is not known; 0 when it is unusual in any way. */
export function readObject(start: usize, lineFeed: usize): usize {
  if (walkShape(start, lineFeed + 1) == lineFeed) return shapeLeaf;
  return readJsonLine(start, lineFeed) ? JSON_LONE_LEAF : 0;
}
