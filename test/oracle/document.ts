import type { OracleLatency } from "./latency.ts";
import type { OracleReason } from "./verdict.ts";

/** Counts by name; names that do not occur are left out. */
export type OracleCounts = Record<string, number>;

type OracleSummary = {
  lines: number;
  records: number;
  rejected: number;
  blankLines: number;
  commentLines: number;
  rejectedByReason: Partial<Record<OracleReason, number>>;
  requests: number;
  errors: number;
  clientErrors: number;
  errorRate: number;
  requestsPerSecond: number;
  bytes: number;
  status: OracleCounts;
  levels: OracleCounts;
  methods: OracleCounts;
  latencyMs: OracleLatency | null;
  firstRecordAt: string | null;
  lastRecordAt: string | null;
};

export type OracleWindow = {
  windowStart: string;
  state: "final";
  records: number;
  requests: number;
  errors: number;
  clientErrors: number;
  errorRate: number;
  requestsPerSecond: number;
  bytes: number;
  status: OracleCounts;
  levels: OracleCounts;
  latencyMs: OracleLatency | null;
};

type OracleEntry = { key: string; records: number; errors: number; latencyMs: OracleLatency | null; countErrorMax: 0 };

/** The top keys by records, descending, then by key; `otherRecords` are those of the keys that are not shown. */
export type OracleTop = { entries: OracleEntry[]; otherRecords: number; isExact: true };

export type OracleSamples = {
  slowest: { byteOffset: number; byteLength: number; timestamp: string; durationMs: number }[];
  errors: { byteOffset: number; byteLength: number; timestamp: string }[];
  rejected: Partial<Record<OracleReason, { byteOffset: number; byteLength: number }[]>>;
};

/** The document of a job without its `job` part. */
export type OracleDocument = {
  summary: OracleSummary;
  windows: OracleWindow[];
  routes: OracleTop;
  services: OracleTop;
  hosts: OracleTop;
  samples: OracleSamples;
};
