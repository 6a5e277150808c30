/** Files as whoever calls has them. */
interface Files {
  readFileSync(path: string, encoding: "utf8"): string;
  writeFileSync(path: string, text: string): void;
}

/**
 * Write `text` between the marks `<!-- name: generated -->` and `<!-- /name -->` of a page.
 * @throws Error when the page has no such marks.
 */
export function replaceSection(path: string, name: string, text: string, { readFileSync, writeFileSync }: Files): void {
  const page = readFileSync(path, "utf8");
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path} has no section ${name}`);
  writeFileSync(path, `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`);
}
