import { ARCHITECTURES, RECEIPT_BASES } from "../core/receipt/finalize-receipt.ts";
import { amount, choice, count, nullable, object, text, type Schema } from "./json-schema.ts";

const amounts = (description: string): Schema => ({ type: "object", additionalProperties: amount, description });

/** What a job cost. `docs/receipt.md` says what each number is. */
export const RECEIPT_SCHEMA: Schema = object({
  basis: {
    ...choice(RECEIPT_BASES),
    description: "exact: all attempts reported and no request failed; lower-bound: what failed did not report; estimate: the services are an emulator's.",
  },
  bytes: { ...nullable(count), description: "Of text; null where nobody reported how long a compressed object's is." },
  storedBytes: count,
  lines: nullable(count),
  ranges: count,
  retries: { ...count, description: "Deliveries of tasks besides the ones that came through." },
  faults: { ...count, description: "Requests that failed and were made again." },
  gaps: count,
  secondsToResult: { ...nullable(amount), description: "From the upload; null where there never was a result." },
  recoverySeconds: { ...amount, description: "From the first delivery of a task to the one that came through, summed over all that failed at first." },
  megabytesPerSecond: nullable(amount),
  lambda: object({
    requests: { ...amount, description: "An invocation is divided among the messages of its batch." },
    requestsByFunction: amounts("Invocations by function."),
    gbSeconds: amount,
    gbSecondsByFunction: amounts("GB-seconds by function."),
  }),
  s3: object({ requests: amounts("Requests by operation."), getRequests: count, putRequests: { ...count, description: "PUT, COPY, POST and LIST: of another price." } }),
  sqs: object({ requests: amounts("Requests by operation."), units: { ...count, description: "64 KiB of a request each." } }),
  dynamodb: object({ requests: amounts("Requests by operation."), readUnits: amount, writeUnits: amount }),
  events: object({ requests: amounts("Requests to EventBridge by operation.") }),
  polling: { ...object({ sqsRequests: amount }), description: "What S3 and Lambda ask of SQS in the account's name, reckoned." },
  dollars: object({ lambda: amount, s3: amount, sqs: amount, dynamodb: amount, events: amount, polling: amount, total: amount }),
  prices: object({ asOf: { type: "string", format: "date" }, region: text(), architecture: choice(ARCHITECTURES), isOverridden: { type: "boolean" } }),
  athena: { ...object({ scannedBytes: count, dollars: amount }), description: "What Athena would charge for one query over the object as it is stored." },
});
