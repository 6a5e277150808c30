import { visibleText } from "../render/visible-text.ts";
import type { Paint } from "../terminal.ts";
import type { LogEntry, LogLevel } from "./log-entry.ts";

const DAY_CHARACTERS = "2026-11-22".length;
const NO_TIME = "        –   ";
const COLOURS: Readonly<Record<LogLevel, Parameters<Paint>[0]>> = { debug: "dim", info: "cyan", warn: "yellow", error: "red" };
/** Said of an error, one behind the other. */
const CAUSES_MAX = 8;
/** What goes on beyond the screen as one line of JSON does not help anybody to read. */
const VALUE_CHARACTERS_MAX = 200;
/** Only programs follow these; `--json` has them. */
const HIDDEN = new Set(["error", "messageId", "objectId", "requestId", "cold_start", "xray_trace_id"]);
const CONTROLS = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A line for people, with its line end: the time of the day in UTC, who, how serious, what, and what else matters as `name=value`; behind an error where
 * it came from. What the log holds is shown and never acted on. `today` is the UTC day as it is left out.
 */
export function renderEntry({ log, atMs, level, message, fields }: LogEntry, width: number, today: string, paint: Paint): string {
  const time = atMs === undefined ? NO_TIME : new Date(atMs).toISOString();
  const shownTime = atMs === undefined ? time : `${time.startsWith(today) ? "" : `${time.slice(0, DAY_CHARACTERS)} `}${time.slice(DAY_CHARACTERS + 1, -1)}`;
  const values = Object.entries(fields).filter(([name, value]) => !HIDDEN.has(name) && value !== undefined && value !== null);
  const details = values.map(([name, value]) => paint("dim", `${visibleText(name)}=${shownValue(value)}`));
  const head = [paint("dim", shownTime), visibleText(log).padEnd(width), paint(COLOURS[level], level.toUpperCase().padEnd("ERROR".length)), visibleText(message)];
  return `${[...head, ...details].join("  ")}\n${describeError(fields["error"])
    .map((line) => `    ${visibleText(line)}\n`)
    .join("")}`;
}

/** A line for programs, with its line end: the line itself with the name of its log in front. Controls are written as JSON escapes, so that no terminal acts on them. */
export function renderJson({ log, text, fields, message }: LogEntry): string {
  const isObject = text.startsWith("{") && (Object.keys(fields).length > 0 || message !== text);
  const name = `{"function":${JSON.stringify(log)}`;
  const line = isObject ? `${name}${text.slice(1).trimStart().startsWith("}") ? "" : ","}${text.slice(1)}` : `${name},"level":"INFO","message":${JSON.stringify(message)}}`;
  return `${line.replace(CONTROLS, escapeUnits)}\n`;
}

function shownValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const cut = text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text;
  return visibleText(/[\s"=]/.test(cut) || cut === "" ? JSON.stringify(cut) : cut);
}

/** `TransientError TABLE_BUSY: the table …`, what caused it below, and where an unknown one was thrown. */
function describeError(error: unknown): string[] {
  const lines: string[] = [];
  for (let depth = 0, one = error; depth < CAUSES_MAX && typeof one === "object" && one !== null; depth += 1) {
    const { name, code, message, stack, cause } = one as Record<string, unknown>;
    const title = [name, code].filter((part) => typeof part === "string").join(" ");
    lines.push(`${depth === 0 ? "" : "because of "}${title}${typeof message === "string" ? `: ${message}` : ""}`);
    if (typeof stack === "string")
      lines.push(
        ...stack
          .split("\n")
          .filter((line) => line.trimStart().startsWith("at "))
          .map((line) => `  ${line.trim()}`),
      );
    one = cause;
  }
  return lines;
}

function escapeUnits(character: string): string {
  return [...Array(character.length).keys()].map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`).join("");
}
