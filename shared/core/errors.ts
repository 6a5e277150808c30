/** What an error carries besides its code: plain values that help whoever reads the log, never log content. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>;

/** The base of the three kinds; nobody throws it itself and nobody matches its message text. */
export abstract class FanfoldError extends Error {
  readonly code: string;
  readonly context: ErrorContext;
  constructor(code: string, message: string, context: ErrorContext = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.context = context;
  }
}

/** Permanent and caused by what a user gave: shown to the user, never retried. */
export class InputError extends FanfoldError {
  override readonly name = "InputError";
}

/** May go away by itself: the work is tried again. */
export class TransientError extends FanfoldError {
  override readonly name = "TransientError";
}

/** A bug. The attempt crashes, the message is dead-lettered, the alarm rings. */
export class AssertionError extends FanfoldError {
  override readonly name = "AssertionError";
}

/**
 * Assert what only a bug can make untrue.
 * @throws AssertionError with `code` and `context`.
 */
export function assert(condition: boolean, code: string, context?: ErrorContext): asserts condition {
  if (!condition) failAssertion(code, context);
}

/**
 * What {@link assert} does when the condition is untrue, for loops over millions of values: a context is then only made when it is wanted.
 * @throws AssertionError always.
 */
export function failAssertion(code: string, context: ErrorContext = {}): never {
  throw new AssertionError(code, `assertion failed: ${code}`, context);
}
