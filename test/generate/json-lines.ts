import { ERROR_LEVELS, LEVELS, makeClfTime, makeDuration, makeIsoTime, makeTarget, makeTimeMs, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const TIME_KEYS = "timestamp @timestamp time ts datetime date eventTime event_time asctime StartUTC start_time t @t".split(" ");
const FIELD_KEYS = {
  level: "level severity lvl log.level loglevel levelname @l".split(" "),
  status: "status status_code statusCode http_status response_code DownstreamStatus sc-status http.response.status_code http.status_code".split(" "),
  duration: (
    "duration_ms durationMs response_time_ms latencyMs took_ms duration_us latency_us duration_ns Duration event.duration request_time " +
    "duration_s elapsed_seconds duration response_time responseTime latency elapsed took"
  ).split(" "),
  bytes: "bytes size response_size body_bytes_sent bytes_sent content_length contentLength http.response.body.bytes".split(" "),
  method: "method http_method request_method verb RequestMethod http.request.method".split(" "),
  route: "path url uri request_uri request_path RequestPath route endpoint url.path http.target".split(" "),
  service: "service service_name serviceName service.name app application component".split(" "),
  host: "host hostname vhost server_name http_host authority :authority RequestHost".split(" "),
};
type Field = keyof typeof FIELD_KEYS;
const FIELDS = Object.keys(FIELD_KEYS) as Field[];
const PARENTS = "metadata response request res req http fields context attributes other".split(" ");
const STRINGS = [
  '"plain"',
  '""',
  '"-"',
  '"r\xc3\xa9sum\xc3\xa9"',
  '"\\u00e9\\ud83d\\ude00"',
  '"lone \\ud83d"',
  '"\\"q\\" \\\\ \\/ \\b\\f\\n\\r\\t"',
  '"bad\xff\xc3utf8"',
  '"{[,:]}"',
  '"http.log.access.log0"',
  '"http.handlers.reverse_proxy"',
  `"${"n".repeat(270)}"`,
];
const ODD_VALUES = ["null", "null", "true", "false", "{}", "[]", '[1,"a",{"b":[]}]', '{"status":500,"time":"x"}', "-1", "-0", "1e400", "-1e-400"];
const NUMBER_FORMS = ["%", "%", "%", "%.0", "%.5", "%e0", "%E+1", "%.25e-1", "0.%", '"%"', '"%.5"', '"-%"', '"%x"', "%9007199254740993"];

function makeString(random: SeededRandom): string {
  return random.pick(STRINGS);
}

function makeNumber(random: SeededRandom, end: number): string {
  return random.pick(NUMBER_FORMS).replace("%", String(random.between(1, end)));
}

const makeName = (random: SeededRandom): string => random.pick(['"checkout"', '"users"', '"web-1.shop.example"', makeString(random)]);

const VALUE_MAKERS: Record<Field, (random: SeededRandom) => string> = {
  level: (random) => random.pick([`"${random.pick(LEVELS)}"`, `"${random.pick(ERROR_LEVELS).toLowerCase()}"`, makeNumber(random, 70), makeString(random)]),
  status: (random) => random.pick([random.pick(STATUSES), random.pick(STATUSES), `"${random.pick(STATUSES)}"`, makeNumber(random, 999), '"ok"']),
  duration: (random) => random.pick([makeNumber(random, 5000), makeNumber(random, 5000), `"${makeDuration(random)}"`, `${random.below(9)}.${random.bits()}`]),
  bytes: (random) => makeNumber(random, 100_000),
  method: (random) => random.pick([`"${random.pick(METHODS)}"`, `"${random.pick(METHODS).toLowerCase()}"`, makeString(random)]),
  route: (random) => random.pick([`"${makeTarget(random)}"`, `"${makeTarget(random)}"`, makeString(random)]),
  service: makeName,
  host: makeName,
};

function makeValue(random: SeededRandom, field: Field): string {
  return random.chance(0.12) ? random.pick(ODD_VALUES) : VALUE_MAKERS[field](random);
}

/** A key with some of its letters as escapes. */
function makeKey(random: SeededRandom, key: string): string {
  if (random.chance(0.95)) return `"${key}"`;
  const at = random.below(key.length);
  const escape = `\\u${key.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return `"${key.slice(0, at)}${escape}${key.slice(at + 1)}"`;
}

function makeTimeValue(random: SeededRandom): string {
  const ms = makeTimeMs(random);
  const iso = makeIsoTime(random);
  const forms = [`${Math.floor(ms / 1000)}`, `${ms / 1000}`, `${ms}`, `${ms}000`, `${ms}999999`, `"${ms / 1000}"`, `${ms / 1000}e0`, `${ms * 10}e-1`];
  return random.pick([`"${iso}"`, `"${iso}"`, `"${iso.replace(/(?<=:\d\d(?:[.,]\d+)?)([+-])/, " $1")}"`, `"${makeClfTime(random)}"`, ...forms]);
}

type Member = [key: string, value: string];

function render(random: SeededRandom, members: readonly Member[]): string {
  const space = random.chance(0.2) ? random.pick([" ", "  ", "\t", "\r"]) : "";
  return `{${members.map(([key, value]) => `${space}${makeKey(random, key)}${space}:${space}${value}`).join(`${space},`)}${space}}`;
}

function shuffle<T>(random: SeededRandom, items: T[]): T[] {
  return items
    .map((item) => ({ item, order: random.bits() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

function makeMembers(random: SeededRandom, probability: number): Member[] {
  return FIELDS.flatMap((field) => {
    const times = random.chance(probability) ? random.pick([1, 1, 1, 2]) : 0;
    return Array.from({ length: times }, (): Member => [random.pick(FIELD_KEYS[field]), makeValue(random, field)]);
  });
}

/** Members two levels down and deeper, some of them wanted there. */
function makeNested(random: SeededRandom): Member {
  const value = (): string => String(random.pick([200, 404, 503, 7]));
  const inner = ["response", "request", "res", "req", "body", "response"].slice(random.below(4)).map((key): Member => {
    const body: Member = [
      "body",
      render(random, [
        ["bytes", value()],
        ["status_code", value()],
      ]),
    ];
    const members: Member[] = [["status_code", value()], ["statusCode", value()], ["method", '"put"'], ["url", '"/n/7"'], body];
    return [key, random.chance(0.1) ? random.pick(ODD_VALUES.slice(0, 4)) : render(random, shuffle(random, members).slice(random.below(5)))];
  });
  return [random.pick(["http", "http", "meta", "metadata", "other"]), render(random, inner)];
}

/** A JSON line with any aliases, nesting, escapes, duplicate keys and forms of numbers; always a record. */
function makeAnyJsonLine(random: SeededRandom): string {
  const parents = Array.from({ length: random.pick([0, 0, 1, 2]) }, (): Member => {
    const isOdd = random.chance(0.1);
    return [random.pick(PARENTS), isOdd ? random.pick(ODD_VALUES.slice(0, 4)) : render(random, makeMembers(random, 0.3))];
  });
  const members = [...makeMembers(random, 0.5), ...parents];
  if (random.chance(0.2)) members.push(makeNested(random));
  if (random.chance(0.3)) members.push(["msg", makeString(random)], ["logger", makeString(random)]);
  if (random.chance(0.1)) members.push(["request", `"${random.pick(METHODS)} ${makeTarget(random)} HTTP/1.1"`]);
  const timeKey = random.pick(TIME_KEYS);
  if (timeKey !== "timestamp" && random.chance(0.05)) members.push(["timestamp", "null"]);
  let time: Member = [timeKey, makeTimeValue(random)];
  let earlier: Member = [timeKey, random.pick(['"no time"', "5", "null"])];
  if (random.chance(0.1)) [time, earlier] = [time, earlier].map((member): Member => ["metadata", render(random, [member])]) as [Member, Member];
  const others = members.filter(([key]) => key !== time[0]);
  const all = shuffle(random, [...others, time]);
  // Of duplicate keys the last counts, so one with a bad value may stand before the good one.
  if (random.chance(0.1)) all.splice(random.below(all.indexOf(time) + 1), 0, earlier);
  return render(random, all);
}

/** A line as a well-known program writes it; always a record. */
function makeKnownJsonLine(random: SeededRandom): string {
  const ms = makeTimeMs(random);
  const iso = new Date(ms).toISOString();
  const [status, method, target] = [random.pick(STATUSES), random.pick(METHODS), makeTarget(random)];
  const value = random.below(2_000_000);
  switch (random.below(6)) {
    case 0:
      return `{"ClientAddr":"10.0.0.1:5","DownstreamContentSize":${value},"DownstreamStatus":${status},"Duration":${value}123,"RequestHost":"shop.example","RequestMethod":"${method}","RequestPath":"${target}","StartUTC":"${iso}","level":"info","msg":"","time":"${iso.slice(0, 19)}Z"}`;
    case 1:
      return `{"level":"info","ts":${ms / 1000},"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"10.0.0.1","proto":"HTTP/2.0","method":"${method}","host":"shop.example","uri":"${target}","headers":{"User-Agent":["curl/8"]}},"bytes_read":0,"duration":${value / 1_000_000},"size":${value},"status":${status}}`;
    case 2:
      return `{"start_time":"${iso}","method":"${method}","path":"${target}","protocol":"HTTP/2","response_code":${status},"duration":${value % 999},"bytes_sent":${value},":authority":"shop.example"}`;
    case 3:
      return `{"level":${random.pick([10, 20, 30, 35, 40, 50, 60])},"time":${ms},"pid":7,"hostname":"web-1","req":{"id":1,"method":"${method}","url":"${target}"},"res":{"statusCode":${status}},"responseTime":${value % 999},"msg":"request completed"}`;
    case 4:
      return `{"ts":"${iso}","level":"${random.pick(LEVELS)}","service":"demo_service","host":"emitter-${random.below(9)}","message":"Sample log message"}`;
    default:
      return `{"timestamp":"${iso}","level":"${random.pick(LEVELS)}","message":"Request processed","metadata":{"service":"checkout","path":"${target}","method":"${method}","status_code":${status},"response_time_ms":${value / 1000}}}`;
  }
}

/** A JSON line of either kind; always a record. */
export function makeJsonLine(random: SeededRandom): string {
  return random.chance(0.5) ? makeKnownJsonLine(random) : makeAnyJsonLine(random);
}
