/** What the exit code says. Part of the command line's contract: scripts depend on it. */
export const EXIT = {
  done: 0,
  /** The work failed, no line of a log was understood, or a comparison found a difference. */
  failed: 1,
  /** What was asked for cannot be done as written: an option, an argument, a file, a missing stack. */
  usage: 2,
  /** Complete, but bytes of the log are not in the result. */
  gaps: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
