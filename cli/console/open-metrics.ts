const UNITS = /_(seconds|bytes)$/;
const TYPE = /^# TYPE (\S+) \S+$/;
const BUCKET = /^(\w+_bucket\{le=")(\d+)(")/;

/**
 * What prom-client's OpenMetrics leaves out: the `UNIT` of each family whose name ends in one, and the point of whole numbers in `le`.
 * Source: OpenMetrics 1.0, sections "Unit" and "Considerations: Canonical Numbers".
 */
export function completeOpenMetrics(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const family = TYPE.exec(line)?.[1];
      const unit = UNITS.exec(family ?? "")?.[1];
      if (unit !== undefined) return [line, `# UNIT ${family} ${unit}`];
      return [line.replace(BUCKET, "$1$2.0$3")];
    })
    .join("\n");
}
