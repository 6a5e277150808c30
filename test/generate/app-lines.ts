import { ERROR_LEVELS, LEVELS, makeDuration, makeIsoTime, makeTarget, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const MESSAGES = [
  "Request processed in %",
  "Request processed in % (%)",
  "Database connection failed",
  "Database connection failed: timeout after %",
  "cache miss (%) key=user:5",
  "took=% done",
  "limit = % and %",
  "limit= % (%)",
  "%, then %; then %.",
  "web.Filter - GET /api/items/7 500 %",
  "[7] POST /api/items HTTP/1.1 -> 201 in % 12",
  "PUT /x - 204 - %",
  "% GET /x failed, GET /y 500",
  "r\xc3\xa9sum\xc3\xa9 \xff\xfe %",
  "",
];

function makeLevel(random: SeededRandom): string {
  const level = random.chance(0.15) ? random.pick(ERROR_LEVELS) : random.pick(LEVELS);
  const lower = level.toLowerCase();
  return random.pick([
    level,
    level,
    level,
    `[${level}]`,
    `[${lower}]`,
    `${lower}:`,
    `[${level} ]`,
    `[${lower}]:`,
    lower,
    `${level},`,
    `[${level}][main]`,
    `[7][${lower}][x`,
    `[core:${lower}]`,
    `[${lower}  ]`,
  ]);
}

function makeMessage(random: SeededRandom): string {
  return random.pick(MESSAGES).replace(/%/g, () => makeDuration(random));
}

function makeRequestLine(random: SeededRandom): string {
  const status = random.pick([...STATUSES, "-", "0", "-1"]);
  const parts = [`${random.pick(METHODS)} ${makeTarget(random)}`, status, random.pick([makeDuration(random), makeDuration(random), "-", "-1", ""]), "extra"];
  return parts.slice(0, random.between(1, 4)).join(random.pick([" - ", " - ", "  -  "]));
}

/** A time with what some loggers put around it, or between its parts. */
function makeTime(random: SeededRandom): string {
  const time = makeIsoTime(random);
  if (random.chance(0.88)) return time;
  const zone = random.pick(["", "", " +0200", " -03:30", " UTC", " GMT", " Z", " -12", " +9999", " UTCX"]);
  const date = random.chance(0.3) && time[10] === " " ? time.replace("-", "/").replace("-", "/") : time;
  return random.pick([
    `${date}${zone}`,
    `[${date}${zone}]`,
    `[${date}`,
    `I, [${date} #7]`,
    `[${date}] ${random.pick(["local", "a.b"])}.${random.pick([...LEVELS, "x"])}:`,
    `${date}|${random.pick(LEVELS)}|`,
    `${date}|`,
    `${date}:${random.pick([...LEVELS, ...ERROR_LEVELS.map((level) => level.toLowerCase())])}:`,
    `[${time}: ${random.pick(["", "", "- "])}${random.pick(ERROR_LEVELS)}${random.pick(["/MainProcess]", "/x", "]", "/a]b"])}`,
  ]);
}

/** A line of Envoy or Istio, or nearly one. */
function makeEnvoyLine(random: SeededRandom): string {
  const details = random.pick(["", 'via_upstream - "-" ', "- ", '"a b" - - - ']);
  const counts = random.pick(["0 12", "34 5678", "- 7", "1 1234567890123456", "1"]);
  return `[${makeIsoTime(random)}] "${random.pick([`GET ${makeTarget(random)} HTTP/1.1`, "- - -", "x"])}" ${random.pick([...STATUSES, "0", "-"])} ${random.pick(["-", "UH"])} ${details}${counts} ${random.pick(["7", "-", "30004"])} 3 "-" "curl" "id" ${random.pick(['"shop.example"', '"-"', "shop", '"sh'])}`;
}

/** A line of klog or glog with a year. */
function makeKlogLine(random: SeededRandom): string {
  const day = `${random.pick(["2024", "2026"])}${random.pick(["01", "11", "12"])}${random.pick(["01", "09", "28"])}`;
  const clock = `${random.pick(["00", "23"])}:${random.pick(["00", "59"])}:${random.pick(["00", "59", "60"])}${random.pick([".123456", ".9", ""])}`;
  return `${random.pick(["I", "W", "E", "F"])}${day} ${clock}${random.pick(["    1234 a.go:70] ", " 7 a.cc:70]", " a.cc:70] ", " "])}${makeMessage(random)}`;
}

/** A plain application line in any of its shapes; always a record. */
export function makeAppLine(random: SeededRandom): string {
  if (random.chance(0.04)) return makeKlogLine(random);
  if (random.chance(0.04)) return makeEnvoyLine(random);
  const time = makeTime(random);
  const behind = random.pick([" ", " ", " - ", "\t", "  "]);
  const space = random.pick([" ", " ", " - ", "\t", "  "]);
  const words = ["[main]", "com.example.Main", "pid=7"].slice(0, random.pick([0, 0, 0, 1, 2, 3]));
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return `${time}${random.pick([" ", " - ", " - "])}${makeRequestLine(random)}`;
    case 3:
      return random.pick([time, `${time} `, `${time} just words`, `${time} -`, `${time} 5ms without a level`]);
    default:
      return `${time}${behind}${[...words, makeLevel(random)].join(space)}${space}${makeMessage(random)}`;
  }
}
