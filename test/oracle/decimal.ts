/** Exact decimal numbers: the oracle never lets a double round a figure that it reads. */

/** The number `(isNegative ? -1 : 1) × digits × 10^exponent`. */
export type Decimal = { isNegative: boolean; digits: bigint; exponent: number };

/** A number from 10^this on is larger, and one below 10^-this smaller, than any bound of the formats. */
const EXPONENT_MAX = 60;
/** Text that is longer is no number. */
export const NUMBER_TEXT_BYTES_MAX = 64;

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;
const JSON_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

function toDecimal(match: RegExpExecArray | null): Decimal | null {
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  const digitsText = (whole + fraction).replace(/^0+/, "");
  const isNegative = sign === "-" && digitsText !== "";
  const exponent = Number(power) - fraction.length;
  if (digitsText === "" || exponent + digitsText.length < -EXPONENT_MAX) return { isNegative, digits: 0n, exponent: 0 };
  if (exponent + digitsText.length > EXPONENT_MAX) return { isNegative, digits: 1n, exponent: EXPONENT_MAX };
  return { isNegative, digits: BigInt(digitsText), exponent };
}

/** Read digits with an optional minus and an optional fraction; null when the text is anything else, or too long. */
export function parsePlainDecimal(text: string): Decimal | null {
  return text.length > NUMBER_TEXT_BYTES_MAX ? null : toDecimal(PLAIN.exec(text));
}

/** Read the source text of a JSON number, which may have any length. */
export function parseJsonDecimal(text: string): Decimal | null {
  return toDecimal(JSON_NUMBER.exec(text));
}

/** Add the magnitudes of two numbers, without their signs. */
export function addMagnitudes(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const digits = a.digits * 10n ** BigInt(a.exponent - exponent) + b.digits * 10n ** BigInt(b.exponent - exponent);
  return { isNegative: false, digits, exponent };
}

function asFraction({ digits, exponent }: Decimal): [numerator: bigint, denominator: bigint] {
  return exponent >= 0 ? [digits * 10n ** BigInt(exponent), 1n] : [digits, 10n ** BigInt(-exponent)];
}

/** The magnitude times `by`, cut to a whole number. */
export function cutMagnitude(value: Decimal, by = 1n, dividedBy = 1n): bigint {
  const [numerator, denominator] = asFraction(value);
  return (numerator * by) / (denominator * dividedBy);
}

/** The magnitude times `by` over `dividedBy`, rounded half up to a whole number. */
export function roundMagnitude(value: Decimal, by = 1n, dividedBy = 1n): bigint {
  const [numerator, denominator] = asFraction(value);
  return (2n * numerator * by + denominator * dividedBy) / (2n * denominator * dividedBy);
}

/** Whether the magnitude has no fraction: `200`, `200.0` and `2e2` are whole. */
export function isWhole(value: Decimal): boolean {
  const [numerator, denominator] = asFraction(value);
  return numerator % denominator === 0n;
}
