import { EmbeddedError } from "../embedded-error.ts";

/** Where a value stands, for the error that refuses it, e.g. `Uploads (AWS::SQS::Queue) VisibilityTimeout`. */
export type Place = string;

/** The error for a value that the stack does not know, named so that its author finds it. */
export function unsupported(place: Place, problem: string): EmbeddedError {
  return new EmbeddedError("TEMPLATE_UNSUPPORTED", `${place}: ${problem}`, { place, problem });
}
