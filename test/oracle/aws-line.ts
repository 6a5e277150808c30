import { findClosingQuote, splitFields } from "./access-line.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs } from "./durations.ts";
import { cutName, parseRequestLine, parseStatusWord } from "./field-values.ts";
import { parseClf, parseIso } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const SECOND_NS = 1_000_000_000n;
const MILLISECOND_NS = 1_000_000n;
const BYTE_COUNT = /^(?:\d{1,15}|-|-1)$/;

const ENDPOINT = String.raw`[^ {][^ ]*:\d+`;
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const ELB_BEGINS = new RegExp(`^(?=\\d{4}-[^]{5}T)[^ ]+ +[^ ]+ +${ENDPOINT} +(?:-|${ENDPOINT}) +${NUMBER} +${NUMBER} +${NUMBER}(?: |$)`);
const ALB_BEGINS = /^(?:http|https|h2|grpcs|ws|wss) \d{4}-/;
const S3_BEGINS = /^[^ [][^ ]* +[^ [][^ ]* +\[(?=\d\d\/)[^\]]*\] +(?:-(?= |$)|(?!")[^ ]*[.:])/;

/** Whether a line is an entry of an Application Load Balancer, of a Classic one, or of S3. */
export const isAlbLine = (line: string): boolean => ALB_BEGINS.test(line);
export const isElbLine = (line: string): boolean => ELB_BEGINS.test(line);
export const isS3Line = (line: string): boolean => S3_BEGINS.test(line);

/** The name in a field; null when it says that there is none, or when its quote does not end. */
export function nameOf(field = "-"): string | null {
  const name = field.startsWith('"') ? (field.length > 1 && findClosingQuote(field, 1) === field.length - 1 ? field.slice(1, -1) : "-") : field;
  return name === "-" || name === "" ? null : cutName(name);
}

/** Whole µs of a bare number or of `-`; null for absent, undefined when the word is neither. */
function parseBareDuration(word: string | undefined, unitNs: bigint): number | null | undefined {
  if (word === "-") return null;
  const number = word === undefined ? null : parsePlainDecimal(word);
  return number === null ? undefined : decimalToUs(number, unitNs);
}

function addDurations(parts: readonly (number | null)[]): number | null {
  const sum = parts.reduce<bigint | null>((total, part) => (total === null || part === null ? null : total + BigInt(part)), 0n);
  return sum === null || sum > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(sum);
}

/** What stands in front of a request, in words, and the request with all behind it; undefined when there are too few words. */
function cutWords(text: string, count: number): { words: string[]; rest: string } | undefined {
  const match = new RegExp(`^((?:[^ ]+ +){${count}})([^]+)$`).exec(text);
  return match === null ? undefined : { words: (match[1] ?? "").split(/ +/).slice(0, count), rest: match[2] ?? "" };
}

function judgeBalancerLine(format: "alb" | "elb", entry: string, timeZone: string): OracleVerdict {
  const timeWord = /^[^ ]*/.exec(entry)?.[0] ?? "";
  const timestampMs = parseIso(timeWord, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const cut = cutWords(entry, 11);
  if (cut === undefined) return reject("bad-field");
  const { words, rest } = cut;
  const times = words.slice(4, 7).map((word) => parseBareDuration(word, SECOND_NS));
  const status = parseStatusWord(words[7]);
  const sent = words[10] ?? "";
  const closing = rest.startsWith('"') ? findClosingQuote(rest, 1) : -1;
  if (times.includes(undefined) || status === undefined || !BYTE_COUNT.test(sent) || closing === -1) return reject("bad-field");
  return record(format, {
    timestampMs,
    status,
    durationUs: addDurations(times.map((time) => time ?? null)),
    bytes: sent.startsWith("-") ? null : Number(sent),
    ...parseRequestLine(rest.slice(1, closing)),
    host: format === "alb" ? nameOf(splitFields(rest)[6]) : null,
  });
}

/** The verdict on an entry of an Application Load Balancer. */
export function judgeAlbLine(line: string, timeZone: string): OracleVerdict {
  return judgeBalancerLine("alb", line.replace(/^[^ ]+ +/, ""), timeZone);
}

/** The verdict on an entry of a Classic Load Balancer. */
export function judgeElbLine(line: string, timeZone: string): OracleVerdict {
  return judgeBalancerLine("elb", line, timeZone);
}

/** The entries of a text of S3, words and quoted strings: a quote closes one where SP or nothing stands behind it. */
function splitEntries(text: string): string[] {
  return [...text.matchAll(/"[^]*?"(?= |$)|"[^]*|[^ ]+/g)].map(([entry]) => entry);
}

/** The verdict on an entry of a server access log of S3. */
export function judgeS3Line(line: string, timeZone: string): OracleVerdict {
  const [, time = "", behind = ""] = /^[^[]*\[([^\]]*)\]([^]*)$/.exec(line.replace(/^[^ ]+ +[^ ]+ +/, "")) ?? [];
  const timestampMs = parseClf(time, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const cut = cutWords(behind.replace(/^ +/, ""), 5);
  if (cut === undefined) return reject("bad-field");
  const closing = cut.rest.startsWith('"') ? findClosingQuote(cut.rest, 1) : -1;
  if (closing === -1 && !/^-(?: |$)/.test(cut.rest)) return reject("bad-field");
  const tail = cut.rest.slice(closing === -1 ? 1 : closing + 1).replace(/^ +/, "");
  const words = tail.split(/ +/);
  const status = parseStatusWord(words[0]);
  const sent = words[2] ?? "";
  const durationUs = parseBareDuration(words[4], MILLISECOND_NS);
  if (status === undefined || !BYTE_COUNT.test(sent) || durationUs === undefined) return reject("bad-field");
  const request = closing === -1 ? {} : parseRequestLine(cut.rest.slice(1, closing));
  const afterTotalTime = tail.replace(/^(?:[^ ]+ +){4}/, "");
  return record("s3", { timestampMs, status, durationUs, bytes: sent.startsWith("-") ? null : Number(sent), ...request, host: nameOf(splitEntries(afterTotalTime)[9]) });
}
