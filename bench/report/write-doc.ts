import { readFileSync, writeFileSync } from "node:fs";

const BEGIN = "<!-- The table: written by `npm run bench -- --write`. -->";
const END = "<!-- End of the table. -->";

/** The document with what stands between its two marks replaced. @throws Error when it has no such marks. */
export function replaceTable(document: string, table: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error("the document has no place for the table");
  return `${document.slice(0, begin + BEGIN.length)}\n\n${table.trim()}\n\n${document.slice(end)}`;
}

/** Write the table into a document. */
export function writeTable(path: string, table: string): void {
  writeFileSync(path, replaceTable(readFileSync(path, "utf8"), table));
}
