const CASE_BIT = 0x20;
const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const MONTH_CODES = Array.from({ length: 12 }, (_, month) => codeOf(MONTHS.charCodeAt(month * 3), MONTHS.charCodeAt(month * 3 + 1), MONTHS.charCodeAt(month * 3 + 2)));

/** The month, 1–12, whose three letters in any case stand at `at`; 0 when none does. */
export function readMonth(bytes: Uint8Array, at: number): number {
  return MONTH_CODES.indexOf(codeOf(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!)) + 1;
}

/** Three letters as one number, in lower case. Only letters give a number that a month has, because the case bit is the only one that is set. */
function codeOf(first: number, second: number, third: number): number {
  return ((first | CASE_BIT) << 16) | ((second | CASE_BIT) << 8) | (third | CASE_BIT);
}
