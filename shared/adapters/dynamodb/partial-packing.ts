import { assert } from "../../core/errors.ts";
import { PARTIAL_ITEM_BYTES_MAX } from "../adapter-limits.ts";

/**
 * The compressed sections of a partial, packed into as few items as their bytes need. An item is a sequence of frames:
 * one byte of flags, four bytes of length (little endian), the bytes. A section larger than what an item still holds goes on in the next one.
 */
export interface Section {
  isSummary: boolean;
  bytes: Uint8Array;
}

const FRAME_HEADER_BYTES = 5;
const FLAG_SUMMARY = 1;
const FLAG_CONTINUES = 2;

/**
 * The items' bytes, in order, each of at most `itemBytesMax`; `hasSummary` is said of those that hold a part of the summary.
 * A section that no longer fits begins a new item, so that only one larger than an item is ever cut.
 */
export async function* packSections(
  sections: Iterable<Section> | AsyncIterable<Section>,
  itemBytesMax: number = PARTIAL_ITEM_BYTES_MAX,
): AsyncGenerator<{ bytes: Uint8Array; hasSummary: boolean }> {
  const partBytesMax = itemBytesMax - FRAME_HEADER_BYTES;
  assert(partBytesMax > 0, "ITEM_TOO_SMALL", { itemBytesMax });
  let item = emptyItem();
  for await (const { isSummary, bytes } of sections) {
    if (item.byteLength > 0 && item.byteLength + FRAME_HEADER_BYTES + bytes.length > itemBytesMax) {
      yield closeItem(item);
      item = emptyItem();
    }
    for (let from = 0; from === 0 || from < bytes.length; from += partBytesMax) {
      const part = bytes.subarray(from, from + partBytesMax);
      const continues = from + part.length < bytes.length;
      item.frames.push(buildFrameHeader(part.length, isSummary, continues), part);
      item.byteLength += FRAME_HEADER_BYTES + part.length;
      item.hasSummary ||= isSummary;
      if (continues) {
        yield closeItem(item);
        item = emptyItem();
      }
    }
  }
  if (item.byteLength > 0) yield closeItem(item);
}

/** The sections of the items' bytes, in order. When reading begins at a later item, the rest of a section that began before comes as if it were whole. */
export async function* unpackSections(items: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Section> {
  let parts: Uint8Array[] = [];
  for await (const item of items) {
    const view = new DataView(item.buffer, item.byteOffset, item.byteLength);
    for (let at = 0; at < item.length;) {
      assert(at + FRAME_HEADER_BYTES <= item.length, "TORN_FRAME", { at, itemBytes: item.length });
      const flags = view.getUint8(at);
      const end = at + FRAME_HEADER_BYTES + view.getUint32(at + 1, true);
      assert(end <= item.length, "TORN_FRAME", { at, end, itemBytes: item.length });
      parts.push(item.subarray(at + FRAME_HEADER_BYTES, end));
      at = end;
      if ((flags & FLAG_CONTINUES) !== 0) continue;
      yield { isSummary: (flags & FLAG_SUMMARY) !== 0, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
      parts = [];
    }
  }
  assert(parts.length === 0, "TORN_SECTION");
}

const emptyItem = () => ({ frames: [] as Uint8Array[], byteLength: 0, hasSummary: false });

function closeItem({ frames, byteLength, hasSummary }: ReturnType<typeof emptyItem>) {
  return { bytes: Buffer.concat(frames, byteLength), hasSummary };
}

function buildFrameHeader(byteLength: number, isSummary: boolean, continues: boolean): Uint8Array {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt8((isSummary ? FLAG_SUMMARY : 0) | (continues ? FLAG_CONTINUES : 0), 0);
  header.writeUInt32LE(byteLength, 1);
  return header;
}
