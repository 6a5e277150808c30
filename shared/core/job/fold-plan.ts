import { assert } from "../errors.ts";
import { FAN_IN, RANGES_PER_JOB_MAX } from "../limits.ts";

/** Where a fold node stands. Level 1 nodes have ranges as children, the nodes above have nodes. */
export interface NodePlace {
  level: number;
  index: number;
}

/** A node of the plan and the number of its children. */
export interface PlannedNode extends NodePlace {
  childCount: number;
}

/** The level of the root: 1 up to `FAN_IN` ranges, else 2. A job without ranges has a root without children. */
function rootLevel(rangeCount: number): number {
  assert(rangeCount >= 0 && rangeCount <= RANGES_PER_JOB_MAX, "RANGE_COUNT", { rangeCount });
  return rangeCount <= FAN_IN ? 1 : 2;
}

/** The root of a job's fold tree. */
export function rootOf(rangeCount: number): NodePlace {
  return { level: rootLevel(rangeCount), index: 0 };
}

/** Whether the place is the root of a job with so many ranges. */
export function isRoot(place: NodePlace, rangeCount: number): boolean {
  return place.level === rootLevel(rangeCount) && place.index === 0;
}

/** Every node of the tree, the root first. */
export function planNodes(rangeCount: number): PlannedNode[] {
  const leafNodes = nodesAtLevelOne(rangeCount);
  const nodes: PlannedNode[] = [];
  if (rootLevel(rangeCount) === 2) nodes.push({ level: 2, index: 0, childCount: leafNodes });
  for (let index = 0; index < leafNodes; index++) {
    nodes.push({ level: 1, index, childCount: Math.min(FAN_IN, rangeCount - index * FAN_IN) });
  }
  return nodes;
}

/** The node that a range marks. */
export function parentOfRange(rangeIndex: number): NodePlace {
  return { level: 1, index: Math.floor(rangeIndex / FAN_IN) };
}

/** The node that a node marks; undefined for the root. */
export function parentOfNode(place: NodePlace, rangeCount: number): NodePlace | undefined {
  return isRoot(place, rangeCount) ? undefined : { level: place.level + 1, index: Math.floor(place.index / FAN_IN) };
}

/** The number of a range or node among its parent's children, and back: children are numbered within their node. */
export const childNumber = (index: number): number => index % FAN_IN;

/** The index, within its own level, of a node's child. */
export const childIndex = (place: NodePlace, child: number): number => place.index * FAN_IN + child;

function nodesAtLevelOne(rangeCount: number): number {
  return Math.max(1, Math.ceil(rangeCount / FAN_IN));
}
