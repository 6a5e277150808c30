import { addMagnitudes, type Decimal, NUMBER_TEXT_BYTES_MAX, parsePlainDecimal, roundMagnitude } from "./decimal.ts";

/** Nanoseconds of each unit, by its byte text: `µ` is U+00B5 and `μ` is U+03BC, both as UTF-8 bytes. */
const UNIT_NS = new Map<string, bigint>([
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
  ["s", 1_000_000_000n],
  ["ms", 1_000_000n],
  ["us", 1_000n],
  ["\xc2\xb5s", 1_000n],
  ["\xce\xbcs", 1_000n],
  ["ns", 1n],
]);
const NS_PER_US = 1_000n;

/** Whole µs of a number whose unit is the next word; null when that means absent, undefined when the words are something else. */
export function parseSpacedDuration(number: string, unit: string): number | null | undefined {
  const unitNs = /^[hm]$/.test(unit) ? undefined : UNIT_NS.get(unit);
  const value = parsePlainDecimal(number);
  return unitNs === undefined || value === null ? undefined : decimalToUs(value, unitNs);
}

const TERM = String.raw`\d+(?:\.\d+)?(?:h|ms|m|s|us|ns|\xc2\xb5s|\xce\xbcs)`;
const SUM_OF_TERMS = new RegExp(`^(-?)((?:${TERM})+)$`);
const ONE_TERM = new RegExp(`(${TERM})`, "g");

function checkedUs(isNegative: boolean, us: bigint): number | null {
  return isNegative || us > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(us);
}

/** Whole µs of a number in a unit of `unitNs`; null when the number means that the duration is absent. */
export function decimalToUs(value: Decimal, unitNs: bigint): number | null {
  return checkedUs(value.isNegative, roundMagnitude(value, unitNs, NS_PER_US));
}

/**
 * Whole µs of a number with a unit, or of a sum of them (`127ms`, `1m2.5s`); null when it is one but means absent (negative, or
 * too large); undefined when the text is no number with a unit.
 */
export function parseDurationWithUnit(text: string): number | null | undefined {
  const match = text.length > NUMBER_TEXT_BYTES_MAX ? null : SUM_OF_TERMS.exec(text);
  if (match === null) return undefined;
  let totalNs: Decimal = { isNegative: false, digits: 0n, exponent: 0 };
  for (const [term] of (match[2] ?? "").matchAll(ONE_TERM)) {
    const number = /^[\d.]+/.exec(term)?.[0] ?? "";
    const value = parsePlainDecimal(number);
    const unitNs = UNIT_NS.get(term.slice(number.length));
    if (value === null || unitNs === undefined) throw new Error(`The term ${term} was matched and cannot be read.`);
    totalNs = addMagnitudes(totalNs, { ...value, digits: value.digits * unitNs });
  }
  return checkedUs(match[1] === "-" && totalNs.digits > 0n, roundMagnitude(totalNs, 1n, NS_PER_US));
}

/** The same of a value that is only a duration: one SP may stand before a unit of at most a second. */
export function parseDurationValue(text: string): number | null | undefined {
  const joined = text.replace(/^(-?\d+(?:\.\d+)?) (?=(?:s|ms|us|ns|\xc2\xb5s|\xce\xbcs)$)/, "$1");
  return text.length > NUMBER_TEXT_BYTES_MAX ? undefined : parseDurationWithUnit(joined);
}
