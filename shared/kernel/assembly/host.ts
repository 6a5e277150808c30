// What the kernel asks of JavaScript. The memory may have been read and cleared by `drain` when it returns.

/** Judge the line `[start, end)`, without its line feed, the exact way. */
// @ts-ignore: decorator
@external("host", "slowLine")
export declare function slowLine(start: usize, end: usize): void;

/** A record that is among the slowest, or an error while samples of errors are wanted. `micros` is -1 when absent. */
// @ts-ignore: decorator
@external("host", "sample")
export declare function sample(start: usize, end: usize, timestampMs: f64, micros: i32, isError: i32): void;

/** Rows are used up: take what was counted, and clear it. */
// @ts-ignore: decorator
@external("host", "drain")
export declare function drain(): void;
