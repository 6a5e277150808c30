import { cutMagnitude, type Decimal, parsePlainDecimal } from "./decimal.ts";
import { KNOWN_LEVELS } from "./field-values.ts";

const TIME_MS_MIN = Date.UTC(1990, 0, 1);
const TIME_MS_END = Date.UTC(2100, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const ISO_LOCAL = String.raw`(\d{4})(?:-(?=..-)|\/(?=..\/)|\.(?=..\.))(\d\d).(\d\d)[Tt _](\d\d|(?<= ) \d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const ISO_ZONE = String.raw`([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)`;
const ISO_WHOLE = new RegExp(`^${ISO_LOCAL}(?: ?${ISO_ZONE})?$`);
const isoBefore = (zone: string, behind: string, flags = ""): RegExp => new RegExp(`^${ISO_LOCAL}${zone}(?=${behind})`, flags);
const LONE_ZONE = String.raw` (UTC|GMT|[+-]\d\d:?\d\d)`;
const [BEHIND, BEHIND_IN_BRACKET] = [String.raw`[ \t]|$`, String.raw`[ \t\]]|$`];
const BEFORE_MARK = String.raw`\||:(?:[ \t]|$)|,(?:[A-Za-z \t]|$)|:(?:${[...KNOWN_LEVELS].join("|")}):`;
const ISO_AT_START = { plain: isoBefore(`${ISO_ZONE}?`, BEHIND), zoned: isoBefore(LONE_ZONE, BEHIND), else: isoBefore(`${ISO_ZONE}?`, BEFORE_MARK, "i") };
const ISO_IN_BRACKET = { plain: isoBefore(`${ISO_ZONE}?`, BEHIND_IN_BRACKET), zoned: isoBefore(LONE_ZONE, BEHIND_IN_BRACKET), else: isoBefore(`${ISO_ZONE}?`, String.raw`:[ \t]`) };
const CLF = /^(\d\d)(?:\/(?=[^]{3}\/)|-(?=[^]{3}-[^]{4} ))([A-Za-z]{3})[-/](\d{4})[: ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}|UTC|GMT)|(Z))?$/;

type Clock = { year: string; month: number; day: string; hour: string; minute: string; second: string; fraction: string };

/** Epoch ms if the instant is one that a log may have; else null. */
function inRange(ms: number): number | null {
  return ms >= TIME_MS_MIN && ms < TIME_MS_END ? ms : null;
}

/** What the clock shows, as if it were UTC; null when there is no such day or time. Second 60 counts as 59. */
function clockMs({ year, month, day, hour, minute, second, fraction }: Clock): number | null {
  const isTime = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;
  const midnight = new Date(Date.UTC(Number(year), month - 1, Number(day)));
  const isDay = midnight.getUTCFullYear() === Number(year) && midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === Number(day);
  if (!isTime || !isDay) return null;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Math.min(Number(second), 59);
  return midnight.getTime() + seconds * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
}

/** Ms east of UTC of `Z`, `UTC`, `GMT`, `±HH`, `±HHMM` or `±HH:MM`; null when its hours or minutes do not exist. */
function fixedOffsetMs(zone: string): number | null {
  if (/^(?:[Zz]|UTC|GMT)$/.test(zone)) return 0;
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Ms east of UTC of an IANA zone at an instant. */
function zoneOffsetMs(timeZone: string, atMs: number): number {
  const format = zoneFormats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  zoneFormats.set(timeZone, format);
  const name = format.formatToParts(atMs).find((part) => part.type === "timeZoneName")?.value ?? "";
  return name === "GMT" ? 0 : (fixedOffsetMs(name.slice("GMT".length)) ?? Number.NaN);
}

/**
 * The instant at which clocks in `timeZone` show `localMs`. Of the two instants of an hour that is repeated it is the earlier;
 * an hour that is skipped is read with the offset before the change.
 */
function zonedMs(localMs: number, timeZone: string): number {
  const fixed = fixedOffsetMs(timeZone);
  if (fixed !== null) return localMs - fixed;
  const before = zoneOffsetMs(timeZone, localMs - DAY_MS);
  const after = zoneOffsetMs(timeZone, localMs + DAY_MS);
  for (const offset of [before, after]) if (zoneOffsetMs(timeZone, localMs - offset) === offset) return localMs - offset;
  return localMs - before;
}

function instantMs(clock: Clock, zone: string | undefined, timeZone: string): number | null {
  const localMs = clockMs(clock);
  if (localMs === null) return null;
  if (zone === undefined) return inRange(zonedMs(localMs, timeZone));
  const offsetMs = fixedOffsetMs(zone);
  return offsetMs === null ? null : inRange(localMs - offsetMs);
}

function isoInstantMs(match: RegExpExecArray, timeZone: string): number | null {
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = "", zone] = match;
  return instantMs({ year, month: Number(month), day, hour, minute, second, fraction }, zone, timeZone);
}

/** Epoch ms of text that is an ISO time and nothing else, with one SP allowed before the zone; null when it is no valid time. */
export function parseIso(text: string, timeZone: string): number | null {
  const match = ISO_WHOLE.exec(text);
  return match === null ? null : isoInstantMs(match, timeZone);
}

/**
 * Epoch ms and length of the ISO time at the start of `text`, perhaps with a zone as the next word, with white space or nothing behind, or `|` or `:LEVEL:`, or in a bracket `]` or `: `;
 * null when there is none.
 */
export function parseIsoAtStart(text: string, timeZone: string, isInBracket: boolean): { ms: number; length: number } | null {
  const read = (pattern: RegExp): { ms: number; length: number } | null => {
    const match = pattern.exec(text);
    const ms = match === null ? null : isoInstantMs(match, timeZone);
    return match === null || ms === null ? null : { ms, length: match[0].length };
  };
  const forms = isInBracket ? ISO_IN_BRACKET : ISO_AT_START;
  const plain = read(forms.plain);
  return plain === null ? read(forms.else) : (read(forms.zoned) ?? plain);
}

/** The same of a time that begins with a day, as Tomcat, PHP and BIND write it. */
export function parseDayAtStart(text: string, timeZone: string, isInBracket: boolean): { ms: number; length: number } | null {
  const [time = ""] = (isInBracket ? /^[^\]]*(?=\])/ : /^[^ \t]+ [^ \t]*/).exec(text) ?? [];
  const ms = parseClf(time, timeZone);
  return ms === null ? null : { ms, length: time.length };
}

/** Epoch ms of text that is a time as Apache writes it, without brackets; null when it is no valid time. */
export function parseClf(text: string, timeZone: string): number | null {
  const match = CLF.exec(text);
  if (match === null) return null;
  const [, day = "", monthName = "", year = "", hour = "", minute = "", second = "", fraction = "", offset, zulu] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1;
  return instantMs({ year, month, day, hour, minute, second, fraction }, offset ?? zulu, timeZone);
}

/** Epoch ms of a number of seconds, ms, µs or ns since 1970, told apart by its size; null when it is out of range. */
export function epochMs(value: Decimal): number | null {
  if (value.isNegative) return null;
  const whole = cutMagnitude(value);
  if (whole < 10n ** 11n) return inRange(Number(cutMagnitude(value, 1000n)));
  if (whole < 10n ** 14n) return inRange(Number(whole));
  if (whole < 10n ** 17n) return inRange(Number(cutMagnitude(value, 1n, 1000n)));
  return inRange(Number(cutMagnitude(value, 1n, 1_000_000n)));
}

/**
 * Epoch ms of a time without a year: in the last year in which its minute does not begin after `latestMs`; null when it is no valid time.
 */
function yearlessMs(clock: Omit<Clock, "year">, timeZone: string, latestMs: number): number | null {
  const latestYear = new Date(latestMs).getUTCFullYear() + 1;
  for (let year = latestYear; year > latestYear - 10; year--) {
    const inYear = { ...clock, year: String(year) };
    const minuteMs = instantMs({ ...inYear, second: "00", fraction: "" }, undefined, timeZone);
    if (minuteMs !== null && minuteMs <= latestMs) return instantMs(inYear, undefined, timeZone);
  }
  return null;
}

const SYSLOG = /^([A-Za-z]{3}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;

/** Epoch ms and length of the time at the start of `text` as RFC 3164 has it; undefined when none stands there, null ms when there is no such time. */
export function parseSyslogAtStart(text: string, timeZone: string, referenceTimeMs: number, leadingYear?: string): { ms: number | null; length: number } | undefined {
  const match = SYSLOG.exec(text);
  if (match === null) return undefined;
  const [{ length }, monthName = "", day = "", innerYear, hour = "", minute = "", second = "", fraction = ""] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1;
  if (month === 0) return undefined;
  const clock = { month, day, hour, minute, second, fraction };
  const year = leadingYear ?? innerYear;
  return { ms: year === undefined ? yearlessMs(clock, timeZone, referenceTimeMs + DAY_MS) : instantMs({ ...clock, year }, undefined, timeZone), length };
}

const KLOG = /^(\d{4})?(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?=[ \t]|$)/;

/** Epoch ms and length of the time at the start of `text` as klog and glog have it, the year missing or not; null when there is none. */
export function parseKlogAtStart(text: string, timeZone: string, referenceTimeMs: number): { ms: number; length: number } | null {
  const [noDate, seconds = ""] = /^0000 00:00:(\d+(?:\.\d+)?)(?=[ \t]|$)/.exec(text) ?? [];
  const sinceEpoch = noDate === undefined ? null : parsePlainDecimal(seconds);
  if (noDate !== undefined && sinceEpoch !== null) {
    const ms = epochMs(sinceEpoch);
    return ms === null ? null : { ms, length: noDate.length };
  }
  const [whole = "", year, month = "", day = "", hour = "", minute = "", second = "", fraction = ""] = KLOG.exec(text) ?? [];
  const clock = { month: Number(month), day, hour, minute, second, fraction };
  const ms = whole === "" ? null : year === undefined ? yearlessMs(clock, timeZone, referenceTimeMs + DAY_MS) : instantMs({ ...clock, year }, undefined, timeZone);
  return ms === null ? null : { ms, length: whole.length };
}
