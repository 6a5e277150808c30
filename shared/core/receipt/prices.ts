/** Dollars of one of each. */
export interface Prices {
  lambdaGbSecondArm64: number;
  lambdaGbSecondX86: number;
  lambdaRequest: number;
  s3Get: number;
  s3Put: number;
  /** Of up to 64 KiB. */
  sqsRequest: number;
  /** A custom event of up to 64 KiB. */
  event: number;
  dynamoWriteUnit: number;
  dynamoReadUnit: number;
  /** Of 2^40 bytes scanned: more of them are a terabyte than of 10^12, so that Athena comes out the cheaper. */
  athenaTb: number;
  logGb: number;
}

/** The region whose prices are taken where the table has none of a region's own. */
export const DEFAULT_PRICE_REGION = "us-east-1";

/** The day on which the price pages said what the table says. */
export const PRICES_AS_OF = "2026-11-01";

/**
 * What AWS asks on demand, first tier, without what is free in the first year or every month.
 * Sources: the pricing pages of Lambda, S3 (standard), SQS (standard queues), DynamoDB (on demand, standard class), Athena (per query), EventBridge (custom events), CloudWatch Logs.
 */
export const PRICES_BY_REGION: Readonly<Record<string, Prices>> = {
  "us-east-1": {
    lambdaGbSecondArm64: 0.0000133334,
    lambdaGbSecondX86: 0.0000166667,
    lambdaRequest: 0.2 / 1e6,
    s3Get: 0.4 / 1e6,
    s3Put: 5 / 1e6,
    sqsRequest: 0.4 / 1e6,
    event: 1 / 1e6,
    dynamoWriteUnit: 0.625 / 1e6,
    dynamoReadUnit: 0.125 / 1e6,
    athenaTb: 5,
    logGb: 0.5,
  },
};

/** Names of the prices, for whoever overrides some. */
export const PRICE_NAMES = Object.keys(PRICES_BY_REGION[DEFAULT_PRICE_REGION]!) as (keyof Prices)[];

/** The prices of a region, the default region's where the table has none, and which region's they are. */
export function pricesOf(region: string, overrides: Partial<Prices> = {}): { prices: Prices; region: string } {
  const known = PRICES_BY_REGION[region] === undefined ? DEFAULT_PRICE_REGION : region;
  return { prices: { ...PRICES_BY_REGION[known]!, ...overrides }, region: known };
}
