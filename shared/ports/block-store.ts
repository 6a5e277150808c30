/** The windows of one hour of a job, encoded; `page` counts from 0 within the hour. */
export interface Block {
  hourStartMs: number;
  page: number;
  generation: number;
  bytes: Uint8Array;
}

/** The windows of one hour of one object of a source, under one version and generation of one job: several may write under a version that nobody has taken yet. */
export interface SourceBlock extends Block {
  objectId: string;
  jobId: string;
  version: number;
}

/** What a small job comes to; the blocks are of the same generation. */
export interface WholeResult {
  generation: number;
  summary: Uint8Array;
  blocks: readonly Block[];
}

/** Results that people read. Every write may be repeated. */
export interface BlockStore {
  /** Overwrite unless a newer generation's is there; false then. */
  putBlock(jobId: string, block: Block, expiresAtMs: number): Promise<boolean>;
  /** Blocks with hours in `[fromHourMs, toHourMs)`, ascending by hour and page, consistent, in pieces. */
  readBlocks(jobId: string, fromHourMs: number, toHourMs: number): AsyncIterable<Block>;
  /** Delete all blocks of the job, and its result. */
  deleteBlocks(jobId: string): Promise<void>;
  /** All blocks of the job and its result, as {@link putBlock} of each and then {@link putResult} would: fewer writes where they are small. */
  putWhole(jobId: string, whole: WholeResult, expiresAtMs: number): Promise<boolean>;
  /** The encoded summary of the job. Overwrite unless a newer generation's is there; false then. */
  putResult(jobId: string, generation: number, summary: Uint8Array, expiresAtMs: number): Promise<boolean>;
  /** Undefined when there is none, or when a newer one is just being written: read again then. */
  readResult(jobId: string): Promise<{ generation: number; summary: Uint8Array } | undefined>;
  putSourceBlock(source: string, block: SourceBlock, expiresAtMs: number): Promise<void>;
  /** All objects' blocks of one hour of the source, every version that is still stored. */
  readSourceBlocks(source: string, hourStartMs: number): AsyncIterable<SourceBlock>;
  /** Delete the blocks of one version and generation of an object in these hours; absent ones are no error. */
  deleteSourceBlocks(source: string, objectId: string, version: number, generation: number, hourStartsMs: Iterable<number>): Promise<void>;
}
