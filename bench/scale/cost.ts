import type { Counts } from "./counts.ts";
import { DEFAULT_PRICE_REGION, pricesOf } from "../../shared/core/receipt/prices.ts";

/** The prices that everything here is reckoned by. */
export const { prices: PRICES } = pricesOf(DEFAULT_PRICE_REGION);

/** Dollars by service. */
export interface Cost {
  lambda: number;
  dynamo: number;
  s3: number;
  sqs: number;
  events: number;
  logs: number;
  total: number;
}

/** What the counts cost, `times` over. */
export function costOf(counts: Counts, times = 1): Cost {
  const { s3, sqs, dynamo } = counts;
  const functions = Object.values(counts.lambda);
  const gbSeconds = functions.reduce((sum, one) => sum + one.gbSeconds, 0);
  const invocations = functions.reduce((sum, one) => sum + one.invocations, 0);
  const parts = {
    lambda: gbSeconds * PRICES.lambdaGbSecondArm64 + invocations * PRICES.lambdaRequest,
    dynamo: dynamo.writeUnits * PRICES.dynamoWriteUnit + dynamo.readUnits * PRICES.dynamoReadUnit,
    s3: s3.gets * PRICES.s3Get,
    sqs: (sqs.sends + sqs.receives + sqs.deletes + sqs.others) * PRICES.sqsRequest,
    events: counts.events * PRICES.event,
    logs: (counts.logBytes / 1e9) * PRICES.logGb,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { ...mapValues(parts, (part) => part * times), total: total * times };
}

function mapValues<Key extends string>(values: Record<Key, number>, map: (value: number) => number): Record<Key, number> {
  return Object.fromEntries(Object.entries<number>(values).map(([key, value]) => [key, map(value)])) as Record<Key, number>;
}
