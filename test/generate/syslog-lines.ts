import { makeCombinedLine } from "./access-lines.ts";
import { ERROR_LEVELS, LEVELS, makeIsoTime, makeTimeMs } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const HOSTS = ["web-1", "web-1.shop.example", "10.0.0.99", "2001:db8::7", "-", "h".repeat(300)];
const PROGRAMS = ["sshd", "sudo", "postfix/smtpd", "nginx", "%ASA-6-302013", "CRON", "EDT", "UTC+1", "app.web-1", "-"];
const MESSAGES = [
  "'su root' failed for lonvick on /dev/pts/8",
  "Use the BFG!",
  "%LINK-3-UPDOWN: Interface Gi0/1, changed state to up",
  "%d items",
  "",
  "r\xc3\xa9sum\xc3\xa9 \xff",
  "\xef\xbb\xbfwith a mark",
  "<13>nested",
  "level=info",
  '{"a":1}',
  "a: b: c",
];
const DATA = ["-", '[meta sequenceId="1"]', '[a x="y"][b z="\\"q\\" \\] \\\\"]', '[id@32473 note="a ] in quotes"]', "[id]", '[open x="y'];

/** The pieces of a time that most lines have: within a year of the reference time of the tests. */
function makeClock(random: SeededRandom): { month: string; day: number; clock: string; year: string; weekday: string } {
  const time = new Date(Math.min(makeTimeMs(random), Date.UTC(2026, 10, 22)));
  const iso = time.toISOString();
  return { month: MONTHS[time.getUTCMonth()] ?? "", day: time.getUTCDate(), clock: iso.slice(11, 19), year: iso.slice(0, 4), weekday: DAYS[time.getUTCDay()] ?? "" };
}

function makeSyslogTime(random: SeededRandom): string {
  const { month, day, clock, year } = makeClock(random);
  const padded = random.pick([String(day).padStart(2, " "), String(day).padStart(2, " "), String(day).padStart(2, "0"), String(day)]);
  const name = random.pick([month, month, month, month.toUpperCase()]);
  return `${name} ${padded} ${random.chance(0.1) ? `${year} ` : ""}${clock}${random.chance(0.1) ? `.${random.below(1_000_000)}` : ""}`;
}

function makeMessage(random: SeededRandom): string {
  return random.chance(0.2) ? makeCombinedLine(random, random.chance(0.5)) : random.pick(MESSAGES);
}

function makeRfc3164(random: SeededRandom, hasPriority: boolean): string {
  const time = hasPriority && random.chance(0.15) ? makeIsoTime(random).replace(" ", "T") : `${makeSyslogTime(random)}${random.pick(["", "", "", ":"])}`;
  const program = random.pick(PROGRAMS);
  const tag = random.pick([`${program}:`, `${program}[${random.below(9999)}]:`, "", program]);
  const host = random.chance(0.9) || tag === "" ? random.pick(HOSTS) : "";
  const words = [host, tag, makeMessage(random)].filter((word) => word !== "");
  return `${time}${words.length > 0 ? " " : ""}${words.join(random.chance(0.05) ? "  " : " ")}`;
}

function makeRfc5424(random: SeededRandom): string {
  const words = [makeIsoTime(random).replace(" ", "T"), random.pick(HOSTS), random.pick(PROGRAMS), random.pick(["-", "8710"]), random.pick(["-", "ID47"]), random.pick(DATA)];
  const message = random.chance(0.2) ? "" : ` ${makeMessage(random)}`;
  return `${random.pick(["1", "1", "1", "2", "999"])} ${words.join(" ")}${message}`;
}

/** A line of syslog in any of its shapes; always a record when the reference time is that of the tests. */
export function makeSyslogLine(random: SeededRandom): string {
  const priority = `<${random.pick([0, 13, 34, 86, 165, 191, random.below(192)])}>`;
  if (random.chance(0.4)) return `${priority}${makeRfc5424(random)}`;
  return random.chance(0.6) ? `${priority}${makeRfc3164(random, true)}` : makeRfc3164(random, false);
}

/** A line of an error log of Apache's httpd; always a record. */
export function makeApacheErrorLine(random: SeededRandom): string {
  const { month, day, clock, year, weekday } = makeClock(random);
  const fraction = random.pick(["", `.${random.below(1_000_000)}`]);
  const level = random.pick([...LEVELS, ...ERROR_LEVELS]).toLowerCase();
  const name = random.pick([level, `core:${level}`, `:${level}`, `php7:${level}`, "trace3", "ssl:trace8", "trace9", "odd", ""]);
  const brackets = random.chance(0.95) ? ` [${name}]` : "";
  const process = random.pick([" [pid 28787:tid 140169587934976]", ""]);
  return `[${weekday} ${month} ${String(day).padStart(2, random.pick(["0", " "]))} ${clock}${fraction} ${year}]${brackets}${process} [client 192.0.2.1:5] AH01075: it failed`;
}
