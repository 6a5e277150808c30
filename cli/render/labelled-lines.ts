import type { Paint } from "../terminal.ts";
import { displayWidth } from "./text-table.ts";

/** A label and what it stands for; lines without a value are left out. */
export type LabelledLine = readonly [label: string, value: string | undefined];

/** Lines of `label  value`, the values below each other, with a line end; nothing for no lines. */
export function renderLabelled(lines: readonly LabelledLine[], paint: Paint): string {
  const shown = lines.filter((line): line is readonly [string, string] => line[1] !== undefined && line[1] !== "");
  const width = shown.reduce((max, [label]) => Math.max(max, displayWidth(label)), 0);
  return shown.map(([label, value]) => `${paint("dim", label.padEnd(width))}  ${value}\n`).join("");
}

/** Words separated by two spaces, or by `gap`, on as many lines as `width` asks for, each but the first indented by `indent`. */
export function wrapWords(words: readonly string[], width: number, indent: number, gap = "  "): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && displayWidth(line) + gap.length + displayWidth(word) > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : line + gap + word;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
