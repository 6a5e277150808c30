import {
  ERROR_SAMPLES_MAX,
  LEVEL_NAMES_MAX,
  METHOD_NAMES_MAX,
  PAGE_BYTES_MAX,
  REJECTED_SAMPLES_MAX,
  SAMPLE_TEXT_BYTES_MAX,
  SLOWEST_SAMPLES_MAX,
  TRACKED_KEYS_MAX,
  WINDOWS_PER_PARTIAL_MAX,
} from "../limits.ts";

const MIB = 1024 * 1024;

/** The bounds of one aggregate. Tests inject small ones; all partials of a job have the same. */
export interface AggregateLimits {
  /** Keys that one table of an encoded partial holds. While lines are recorded it holds up to twice as many. */
  trackedKeysMax: number;
  levelNamesMax: number;
  methodNamesMax: number;
  slowestSamplesMax: number;
  errorSamplesMax: number;
  /** For each reason. */
  rejectedSamplesMax: number;
  sampleTextBytesMax: number;
  windowsMax: number;
  pageBytesMax: number;
  /** Memory of one table of keys; above it a table of more than `trackedKeysMax` keys is cut to these, which all fit. */
  liveKeyBytesMax: number;
  /** Memory of the windows being counted; above it they are packed into a sorted run of bytes. */
  liveWindowBytesMax: number;
  /** Bytes of all packed windows of one range; above it the latest windows are dropped. */
  packedWindowBytesMax: number;
}

/** The product's bounds. */
export const AGGREGATE_LIMITS: AggregateLimits = {
  trackedKeysMax: TRACKED_KEYS_MAX,
  levelNamesMax: LEVEL_NAMES_MAX,
  methodNamesMax: METHOD_NAMES_MAX,
  slowestSamplesMax: SLOWEST_SAMPLES_MAX,
  errorSamplesMax: ERROR_SAMPLES_MAX,
  rejectedSamplesMax: REJECTED_SAMPLES_MAX,
  sampleTextBytesMax: SAMPLE_TEXT_BYTES_MAX,
  windowsMax: WINDOWS_PER_PARTIAL_MAX,
  pageBytesMax: PAGE_BYTES_MAX,
  liveKeyBytesMax: 40 * MIB,
  liveWindowBytesMax: 32 * MIB,
  packedWindowBytesMax: 96 * MIB,
};
