import { makeAccessLine, makeCombinedLine } from "./access-lines.ts";
import { makeAppLine } from "./app-lines.ts";
import { makeAlbLine, makeElbLine, makeS3Line } from "./aws-lines.ts";
import { makeJsonLine } from "./json-lines.ts";
import { makeLogfmtLine } from "./logfmt-lines.ts";
import { makeOtherLine, mutateLine } from "./mutate-line.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";
import { makeApacheErrorLine, makeSyslogLine } from "./syslog-lines.ts";
import { makeW3cHeader, makeW3cLine, makeW3cShape, type W3cShape } from "./w3c-lines.ts";

const MIXED_MAKERS = [
  makeAccessLine,
  makeAccessLine,
  makeAccessLine,
  makeAppLine,
  makeAppLine,
  makeJsonLine,
  makeJsonLine,
  makeAlbLine,
  makeElbLine,
  makeS3Line,
  makeSyslogLine,
  makeApacheErrorLine,
  makeLogfmtLine,
];

const MAKERS = {
  /** Plain Combined lines. */
  combined: (random: SeededRandom) => makeCombinedLine(random, false),
  /** Combined lines with the request's seconds at the end. */
  "combined-with-durations": (random: SeededRandom) => makeCombinedLine(random, true),
  /** Every variation of the access formats. */
  access: makeAccessLine,
  /** JSON lines of well-known programs, and of none. */
  json: makeJsonLine,
  /** Every shape of plain application lines. */
  app: makeAppLine,
  /** Entries of load balancers, Application and Classic. */
  alb: makeAlbLine,
  elb: makeElbLine,
  /** Entries of server access logs of S3. */
  s3: makeS3Line,
  /** Lines in columns, behind a header or, with TABs, without. */
  w3c: (random: SeededRandom, shape: W3cShape) => makeW3cLine(random, shape),
  /** Lines of syslog, of error logs of Apache's httpd, and of logfmt. */
  syslog: makeSyslogLine,
  "apache-error": makeApacheErrorLine,
  logfmt: makeLogfmtLine,
  /** All of these, with lines that are no records between them, CRLF, and sometimes a byte order mark or no final line end. */
  mixed: (random: SeededRandom, shape: W3cShape) =>
    random.chance(0.1) ? makeOtherLine(random) : random.chance(0.05) ? makeW3cLine(random, shape) : random.pick(MIXED_MAKERS)(random),
};

export type LogKind = keyof typeof MAKERS;

/** The kinds of logs there are. */
export const LOG_KINDS = Object.keys(MAKERS) as LogKind[];

/** What to generate: `lines` before any damage, of which `malformedShare` (0 to 1) are damaged. */
export type LogPlan = { seed: number; kind: LogKind; lines: number; malformedShare: number };

/**
 * Make a log; the same plan always makes the same bytes. Without damage every line of a kind other than `mixed` is a record, but for a header in front of a `w3c` log. A
 * damaged line may have become several lines, may reach into the next one, and may be good after all.
 */
export function generateLog({ seed, kind, lines, malformedShare }: LogPlan): Uint8Array {
  const random = createSeededRandom(seed);
  const isMixed = kind === "mixed";
  const lineEnds = isMixed ? random.pick([["\n"], ["\r\n"], ["\n", "\r\n"]]) : ["\n"];
  const parts: string[] = isMixed && random.chance(0.3) ? ["\xef\xbb\xbf"] : [];
  const shape = makeW3cShape(random);
  const hasHeader = kind === "w3c" ? shape.hasHeader || shape.separator === " " : isMixed && random.chance(0.1);
  const headerAt = hasHeader ? (isMixed ? random.below(lines + 1) : 0) : -1;
  for (let index = 0; index < lines; index++) {
    if (index === headerAt) parts.push(makeW3cHeader(random, shape), random.pick(lineEnds));
    const line = MAKERS[kind](random, shape);
    const isDamaged = random.chance(malformedShare);
    parts.push(isDamaged ? mutateLine(random, line) : line, isDamaged && random.chance(0.03) ? "" : random.pick(lineEnds));
  }
  if ((isMixed || malformedShare > 0) && random.chance(0.3)) parts.pop();
  return Buffer.from(parts.join(""), "latin1");
}
