import type { InputFormat } from "../inputs/input-format.ts";
import type { Figures, Work } from "./figures.ts";

/** What a tool is asked to do. */
export interface Task {
  format: InputFormat;
  /** Absolute; of a gzip file the name ends in `.gz`. */
  file: string;
  cores: number;
  work: Work;
}

/** One way of a tool to do a task. */
export interface Way {
  name: string;
  /** The program and its arguments; run without a shell. */
  command: readonly string[];
  env?: Record<string, string>;
  /** The figures in what it printed. */
  read(output: string): Figures;
}

/** What is measured: ours or a peer. */
export interface Tool {
  name: string;
  version: string;
  /** Uses more than one core when it may. */
  isParallel: boolean;
  /** So slow that it is measured once, on the first part of the file. */
  isSlow?: boolean;
  works: readonly Work[];
  /** Empty when it does not know the format or the encoding. */
  waysOf(task: Task): Way[];
}

/** A tool, or why there is none. */
export type FoundTool = Tool | { name: string; missing: string };
