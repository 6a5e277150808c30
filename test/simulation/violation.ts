/** Who watches for what. The first to see something ends the seed. */
export const CHECKERS = {
  "partial-exact": "a stored partial is the one of exactly these bytes of the job's own content",
  "partial-before-mark": "whoever is in a node's done has left a partial",
  "fold-of-full-node": "a node is folded when its last child is settled, not before",
  "node-sets": "done and failed are disjoint, only grow within a generation, and generations only rise",
  "job-transitions": "a job's states follow each other as designed; generation and version never fall",
  "one-job-per-content": "one content under the same settings is one job, and a job never changes what it is of",
  "result-exact": "a job that ends complete, or with gaps, has the blocks and the summary of its plan, byte for byte",
  "current-order": "a key's current content changes by rising versions",
  "publish-order": "only what is current is published, and what is published never gets older",
  "published-whole": "all blocks of what is published are there, as long as it is",
  "nothing-acknowledged-undone": "a message is deleted only once its work is done, or needs none",
  "nothing-computed-twice": "a range that is done is not sent again",
  "sweeper-patience": "the sweeper sends only what has been missing for its patience, and what no queue holds",
  "no-bug": "no assertion fails, no error is of an unknown kind, the API answers nothing that it does not know",
  "read-final": "what the API calls final is the result, byte for byte",
  "read-monotone": "windows of a running job never exceed the result and never go backwards",
  "read-source": "a source's metrics are those of what was published of each key at one moment of the query",
  liveness: "every job ends within 15 minutes of the last fault, and no message is left",
  "newest-wins": "when all is quiet, a key's current and published job is that of what S3 holds",
  "result-oracle": "the finished document is the naive oracle's, byte for byte",
  "gaps-named": "a job with gaps names their bytes, reasons and attempts",
  "end-told": "when all is quiet, the last end of every job was told, and of what is complete the right counters",
  "redrive-answers": "a redrive fills what can be filled, and says so when nothing can",
} as const;

export type Checker = keyof typeof CHECKERS;

/** Something that must never be. */
export interface Violation {
  checker: Checker;
  message: string;
}

export type Report = (checker: Checker, message: string) => void;

/** Report, and leave a mark in the trace. */
export function report(to: Report, trace: (text: string) => void, checker: Checker, message: string): void {
  trace(`VIOLATION [${checker}] ${message}`);
  to(checker, message);
}
