import { ARCHITECTURES, type ReceiptTerms } from "../../core/receipt/finalize-receipt.ts";
import { DEFAULT_PRICE_REGION, PRICE_NAMES } from "../../core/receipt/prices.ts";
import type { Variable } from "./environment.ts";

/** The processor that the functions were deployed for, and prices that the stack's owner has put in the place of published ones. */
export type Pricing = Pick<ReceiptTerms, "architecture" | "overrides">;

/** Variables that send the SDK somewhere else than to AWS. Source: AWS SDKs reference, "Service-specific endpoints". */
const ENDPOINT_VARIABLES = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_DYNAMODB"];

/** JSON: `{"architecture": "arm64", "prices": {"lambdaGbSecondArm64": 0.00001}}`. */
export function pricingVariable(name: string): Variable<Pricing> {
  return {
    name,
    parse(value) {
      const pricing = parseObject(value);
      const architecture = ARCHITECTURES.find((known) => known === pricing["architecture"]);
      const given = Object.entries(pricing["prices"] ?? {});
      const isWrong = given.some(([price, dollars]) => !PRICE_NAMES.some((known) => known === price) || typeof dollars !== "number" || !(dollars >= 0));
      if (architecture === undefined || isWrong) throw new Error(`is ${JSON.stringify(value)}, not an architecture and prices`);
      return { architecture, overrides: Object.fromEntries(given) };
    },
  };
}

/** What the receipts of this stack are reckoned by. */
export function receiptTermsOf(pricing: Pricing, environment: NodeJS.ProcessEnv): ReceiptTerms {
  const isEmulated = ENDPOINT_VARIABLES.map((name) => environment[name] ?? "").some((url) => url !== "" && !isAws(url));
  return { ...pricing, isEmulated, region: environment["AWS_REGION"] ?? DEFAULT_PRICE_REGION };
}

function parseObject(value: string | undefined): Readonly<Record<string, unknown>> {
  if (value === undefined) throw new Error("is not set");
  try {
    return Object(JSON.parse(value)) as Record<string, unknown>;
  } catch {
    throw new Error("is not JSON");
  }
}

/** An endpoint of AWS itself, as of a VPC. */
function isAws(url: string): boolean {
  return URL.canParse(url) && /\.(?:amazonaws\.com(?:\.cn)?|aws)$/.test(new URL(url).hostname);
}
