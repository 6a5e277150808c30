import { InputError, TransientError } from "../../core/errors.ts";
import type { ErrorContext } from "../../core/errors.ts";
import { describeAwsError, isTransientAwsError } from "../aws-error.ts";

/** What an answer of the store turned out to be that reading again may mend: bytes missing, or other bytes than asked for. */
export class ReadFault extends Error {
  override readonly name = "ReadFault";
}

export const objectReplaced = (context: ErrorContext, cause?: unknown) => new InputError("OBJECT_REPLACED", "the key holds another content now", context, cause);
const objectDeleted = (context: ErrorContext, cause?: unknown) => new InputError("OBJECT_DELETED", "the object was deleted", context, cause);
const objectForbidden = (context: ErrorContext, cause?: unknown) => new InputError("OBJECT_FORBIDDEN", "the object may not be read", context, cause);

/**
 * What to make of an error while reading: undefined where trying again may help, else the error to throw.
 * A range that cannot be satisfied means that the object is shorter than the one that was read before.
 */
export function permanentReadError(error: unknown, context: ErrorContext): unknown {
  if (error instanceof InputError) return error;
  const { status, name } = describeAwsError(error);
  if (status === 404 || name === "NoSuchKey") return objectDeleted(context, error);
  if (status === 401 || status === 403) return objectForbidden(context, error);
  if (status === 412 || status === 416) return objectReplaced(context, error);
  return error instanceof ReadFault || isTransientAwsError(error) ? undefined : error;
}

/** All tries are used up. */
export function readGivenUp(context: ErrorContext, cause: unknown): TransientError {
  return new TransientError("OBJECT_UNREADABLE", "the object store did not give the bytes at any try", context, cause);
}
