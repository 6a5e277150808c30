import { assert } from "../core/errors.ts";
import { BLOCK_SHARDS, LIVE_SHARDS } from "../core/limits.ts";

// Every key of the table is parts between `#`: names are escaped so that no part holds one, numbers are padded where they sort.

/** Digits of numbers that sort: epoch ms, pages and ranges, and the pages of one hour: at most one for each of its minutes. */
const INSTANT_DIGITS = 15;
const COUNT_DIGITS = 6;
const HOUR_PAGE_DIGITS = 2;

const HOUR_MS = 3_600_000;

/** The latest instant that a key can hold, epoch ms. */
export const INSTANT_MAX_MS = 10 ** INSTANT_DIGITS - 1;

/** Sort keys that are the same for every item of their kind. */
export const SORT_KEY = { job: "JOB", node: "NODE", head: "HEAD", current: "CURRENT" } as const;
/** Partition keys of kinds that share one partition. */
export const PARTITION_KEY = { sources: "SOURCES", tokens: "TOKENS" } as const;
/** What sort keys of one kind begin with, for queries. */
export const SORT_KEY_PREFIX = { result: "RESULT#", gap: "GAP#" } as const;

/** The partition of a job, its result, its gaps and its dead letters. */
export const buildJobPk = (jobId: string): string => join("JOB", name(jobId));
export const parseJobPk = (pk: string): { jobId: string } => ({ jobId: parseName(split(pk, "JOB", 1)[0]) });

export const buildNodePk = (key: { jobId: string; level: number; index: number }): string => join("NODE", name(key.jobId), count(key.level), count(key.index));
export function parseNodePk(pk: string): { jobId: string; level: number; index: number } {
  const [jobId, level, index] = split(pk, "NODE", 3);
  return { jobId: parseName(jobId), level: parseCount(level), index: parseCount(index) };
}

export const buildPartialPk = (key: { jobId: string; level: number; child: number }): string => join("PART", name(key.jobId), count(key.level), count(key.child));
export function parsePartialPk(pk: string): { jobId: string; level: number; child: number } {
  const [jobId, level, child] = split(pk, "PART", 3);
  return { jobId: parseName(jobId), level: parseCount(level), child: parseCount(child) };
}

/** The sort key of one page of a partial's content. */
export const buildPartialPageSk = (contentHash: string, page: number): string => `${name(contentHash)}#${count(page, COUNT_DIGITS)}`;
export function parsePartialPageSk(sk: string): { contentHash: string; page: number } {
  const [contentHash, page] = parts(sk, 2);
  return { contentHash: parseName(contentHash), page: parseCount(page) };
}

/** One of the partitions of a job's blocks. */
export const buildWindowsPk = (jobId: string, shard: number): string => join("WIN", name(jobId), count(shard));
export function parseWindowsPk(pk: string): { jobId: string; shard: number } {
  const [jobId, shard] = split(pk, "WIN", 2);
  return { jobId: parseName(jobId), shard: parseCount(shard) };
}
/** The partition of an hour's blocks: neighbours lie apart. */
export const blockShardOf = (hourStartMs: number): number => Math.floor(hourStartMs / HOUR_MS) % BLOCK_SHARDS;

/** Without a page, a key that sorts just before the hour's first page. */
export const buildBlockSk = (hourStartMs: number, page?: number): string =>
  page === undefined ? count(hourStartMs, INSTANT_DIGITS) : `${count(hourStartMs, INSTANT_DIGITS)}#${count(page, COUNT_DIGITS)}`;
export function parseBlockSk(sk: string): { hourStartMs: number; page: number } {
  const [hourStartMs, page] = parts(sk, 2);
  return { hourStartMs: parseCount(hourStartMs), page: parseCount(page) };
}

export const buildResultSk = (page: number): string => `${SORT_KEY_PREFIX.result}${count(page, COUNT_DIGITS)}`;
export const parseResultSk = (sk: string): { page: number } => ({ page: parseCount(split(sk, "RESULT", 1)[0]) });

export const buildGapSk = (rangeIndex: number): string => `${SORT_KEY_PREFIX.gap}${count(rangeIndex, COUNT_DIGITS)}`;
export const parseGapSk = (sk: string): { rangeIndex: number } => ({ rangeIndex: parseCount(split(sk, "GAP", 1)[0]) });

/** Dead letters that name no job lie under their queue. */
export const buildLettersPk = (queueName: string): string => join("LETTERS", name(queueName));
export const parseLettersPk = (pk: string): { queueName: string } => ({ queueName: parseName(split(pk, "LETTERS", 1)[0]) });
export const buildLetterSk = (messageId: string): string => join("LETTER", name(messageId));
export const parseLetterSk = (sk: string): { messageId: string } => ({ messageId: parseName(split(sk, "LETTER", 1)[0]) });

export const buildSourceHourPk = (source: string, hourStartMs: number): string => join("SRC", name(source), count(hourStartMs));
export function parseSourceHourPk(pk: string): { source: string; hourStartMs: number } {
  const [source, hourStartMs] = split(pk, "SRC", 2);
  return { source: parseName(source), hourStartMs: parseCount(hourStartMs) };
}

/** What the sort keys of one version and generation of an object begin with in each hour of a source. */
export const buildSourceBlockSkPrefix = (block: { objectId: string; version: number; generation: number }): string =>
  `${name(block.objectId)}#${count(block.version)}#${count(block.generation)}#`;
/** As short as it can be: a small object's block hardly fits into the 1,024 bytes of one write unit. */
export const buildSourceBlockSk = (block: { objectId: string; version: number; generation: number; jobId: string; page: number }): string =>
  `${buildSourceBlockSkPrefix(block)}${name(block.jobId)}#${count(block.page, HOUR_PAGE_DIGITS)}`;
export function parseSourceBlockSk(sk: string): { objectId: string; version: number; generation: number; jobId: string; page: number } {
  const [objectId, version, generation, jobId, page] = parts(sk, 5);
  return { objectId: parseName(objectId), version: parseCount(version), generation: parseCount(generation), jobId: parseName(jobId), page: parseCount(page) };
}

export const buildObjectPk = (objectId: string): string => join("OBJ", name(objectId));
export const parseObjectPk = (pk: string): { objectId: string } => ({ objectId: parseName(split(pk, "OBJ", 1)[0]) });

export const buildSourceSk = (source: string): string => name(source);
export const parseSourceSk = (sk: string): { source: string } => ({ source: parseName(sk) });

export const buildTokenSk = (sha256: string): string => name(sha256);
export const parseTokenSk = (sk: string): { sha256: string } => ({ sha256: parseName(sk) });

/** Partition of the index of a source's jobs of one UTC day, `2026-11-21`. */
export const buildJobsOfDayPk = (source: string, day: string): string => join("JOBS", name(source), name(day));
export function parseJobsOfDayPk(pk: string): { source: string; day: string } {
  const [source, day] = split(pk, "JOBS", 2);
  return { source: parseName(source), day: parseName(day) };
}

/** Sort key of that index: by creation, then by id. */
export const buildCreationSk = (createdAtMs: number, jobId: string): string => `${count(createdAtMs, INSTANT_DIGITS)}#${name(jobId)}`;
export function parseCreationSk(sk: string): { createdAtMs: number; jobId: string } {
  const [createdAtMs, jobId] = parts(sk, 2);
  return { createdAtMs: parseCount(createdAtMs), jobId: parseName(jobId) };
}

/** Partition of the sparse index of live jobs. */
export const buildLivePk = (shard: number): string => join("LIVE", count(shard));
export const parseLivePk = (pk: string): { shard: number } => ({ shard: parseCount(split(pk, "LIVE", 1)[0]) });

/** Sort key of that index: by the next check. Without a job, a key that sorts just after every job due by then. */
export const buildNextCheckSk = (nextCheckAtMs: number, jobId?: string): string =>
  jobId === undefined ? count(nextCheckAtMs + 1, INSTANT_DIGITS) : `${count(nextCheckAtMs, INSTANT_DIGITS)}#${name(jobId)}`;
export function parseNextCheckSk(sk: string): { nextCheckAtMs: number; jobId: string } {
  const [nextCheckAtMs, jobId] = parts(sk, 2);
  return { nextCheckAtMs: parseCount(nextCheckAtMs), jobId: parseName(jobId) };
}

/** The shard of the index of live jobs that a job belongs to, 0 to `LIVE_SHARDS` - 1. Source: FNV-1a, 32 bits. */
export function liveShardOf(jobId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < jobId.length; i++) hash = Math.imul(hash ^ jobId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % LIVE_SHARDS;
}

function join(...keyParts: string[]): string {
  return keyParts.join("#");
}

/** Exactly so many parts. */
function parts(key: string, partCount: number): string[] {
  const found = key.split("#");
  assert(found.length === partCount, "BAD_KEY", { key, partCount });
  return found;
}

function split(key: string, kind: string, partCount: number): string[] {
  const [first, ...rest] = parts(key, partCount + 1);
  assert(first === kind, "BAD_KEY", { key, kind });
  return rest;
}

/** Any text without `#` in it, never empty, and UTF-8 can hold it: `#`, `%` and lone surrogates become `%` and four hex digits, no text `%`. */
function name(text: string): string {
  return text === "" ? "%" : text.replace(/[#%]|\p{Surrogate}/gu, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parseName(part: string | undefined): string {
  assert(part !== undefined && part !== "", "BAD_KEY", { part });
  return part === "%" ? "" : part.replace(/%([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function count(value: number, digits = 1): string {
  const text = String(value).padStart(digits, "0");
  assert(Number.isSafeInteger(value) && value >= 0 && (digits === 1 || text.length === digits), "BAD_KEY_NUMBER", { value, digits });
  return text;
}

function parseCount(part: string | undefined): number {
  assert(part !== undefined && /^\d+$/.test(part), "BAD_KEY_NUMBER", { part });
  return Number(part);
}
