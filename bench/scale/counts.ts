/** What was asked of every service. */
export interface Counts {
  s3: { gets: number; bytes: number };
  sqs: { sends: number; messages: number; receives: number; deletes: number; others: number };
  dynamo: { requests: number; writeUnits: number; readUnits: number; indexWriteUnits: number; bytesWritten: number };
  lambda: Record<string, { invocations: number; coldStarts: number; gbSeconds: number; seconds: number; peak: number }>;
  /** Events of EventBridge. */
  events: number;
  logBytes: number;
  retries: number;
}

export const noCounts = (): Counts => ({
  s3: { gets: 0, bytes: 0 },
  sqs: { sends: 0, messages: 0, receives: 0, deletes: 0, others: 0 },
  dynamo: { requests: 0, writeUnits: 0, readUnits: 0, indexWriteUnits: 0, bytesWritten: 0 },
  lambda: {},
  events: 0,
  logBytes: 0,
  retries: 0,
});
