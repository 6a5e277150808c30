/** One sample: its name and labels as they are written. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** A family of metrics as it was exposed. */
export interface Family {
  name: string;
  type: string;
  unit: string | undefined;
  help: string | undefined;
  samples: Sample[];
}

const SUFFIXES: Readonly<Record<string, RegExp>> = { counter: /^(_total|_created)$/, gauge: /^$/, histogram: /^(_bucket|_sum|_count|_created)$/ };
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/**
 * Parse a text of OpenMetrics 1.0, and refuse what the format forbids: a missing end, unknown or late metadata, interleaved families, wrong suffixes,
 * units that are no suffix, numbers that are not canonical, series that come twice, negative or non-cumulative counts.
 * Source: OpenMetrics 1.0, "Text Format".
 * @throws Error naming the line.
 */
export function parseOpenMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const series = new Set<string>();
  if (!text.endsWith("\n# EOF\n")) throw new Error("it does not end with # EOF and a line feed");
  let current: Family | undefined;
  for (const line of text.slice(0, -"# EOF\n".length - 1).split("\n")) {
    const refuse = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const metadata = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line);
    if (metadata !== null) {
      const [, kind, name = "", rest = ""] = metadata;
      if (current?.name !== name) {
        if (families.has(name)) refuse("a family comes twice");
        current = { name, type: "unknown", unit: undefined, help: undefined, samples: [] };
        families.set(name, current);
      }
      if (current.samples.length > 0) refuse("metadata behind samples");
      if (kind === "TYPE" && SUFFIXES[rest] === undefined) refuse("an unknown type");
      if (kind === "TYPE") current.type = rest;
      else if (kind === "UNIT") current.unit = name.endsWith(`_${rest}`) ? rest : refuse("a unit that is no suffix");
      else current.help = /(^|[^\\])"/.test(rest) ? refuse("a quote that is not escaped") : rest;
      continue;
    }
    const [, name = "", labelText = "", valueText = ""] = SAMPLE.exec(line) ?? refuse("no sample");
    if (current === undefined || !name.startsWith(current.name) || !SUFFIXES[current.type]?.test(name.slice(current.name.length))) refuse("a sample outside its family");
    const labels = parseLabels(labelText, refuse);
    if (!/^(\+Inf|NaN|-?\d+(\.\d+)?(e[+-]\d+)?)$/.test(valueText)) refuse("no number");
    const value = valueText === "+Inf" ? Infinity : Number(valueText);
    if (current!.type !== "gauge" && !(value >= 0)) refuse("a count below 0");
    const key = `${name}${JSON.stringify(Object.entries(labels).toSorted())}`;
    if (series.has(key)) refuse("a series comes twice");
    series.add(key);
    current!.samples.push({ name, labels, value });
  }
  for (const family of families.values()) if (family.type === "histogram") checkHistogram(family);
  return families;
}

/** The value of one series; undefined when it is not there. */
export function valueOf(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number | undefined {
  const samples = [...families.values()].flatMap((family) => family.samples);
  return samples.find((sample) => sample.name === name && JSON.stringify(Object.entries(sample.labels).toSorted()) === JSON.stringify(Object.entries(labels).toSorted()))?.value;
}

function parseLabels(text: string, refuse: (why: string) => never): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    const [, name, value = ""] = LABEL.exec(text) ?? refuse("bad labels");
    if (labels[name as string] !== undefined) refuse("a label comes twice");
    labels[name as string] = value.replace(/\\(["\\n])/g, (_all, mark: string) => (mark === "n" ? "\n" : mark));
  }
  return labels;
}

/** Buckets ascend, count up to the one of everything, and that equals the count. */
function checkHistogram({ name, samples }: Family): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _le, ...labels } }) => JSON.stringify(labels));
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name.endsWith("_bucket"));
    const limits = buckets.map(({ labels: { le = "" } }) => le);
    if (limits.at(-1) !== "+Inf" || limits.some((limit) => /^\d+$/.test(limit))) throw new Error(`${name}${labels} has limits that are not canonical: ${limits.join(" ")}`);
    for (const [index, bucket] of buckets.entries()) {
      const before = buckets[index - 1];
      if (before !== undefined && (bucket.value < before.value || Number(limits[index]?.replace("+Inf", "Infinity")) <= Number(limits[index - 1])))
        throw new Error(`${name}${labels} does not ascend`);
    }
    if (buckets.at(-1)?.value !== group.find((sample) => sample.name.endsWith("_count"))?.value) throw new Error(`${name}${labels} has another count than its last bucket`);
  }
}
