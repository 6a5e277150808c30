/** A function that writes the second of a time, made by `write` from `2026-11-21T10:15:32` and kept until the next second. Times are epoch ms. */
export function createSecondText(write: (second: string) => string): (timeMs: number) => string {
  let keptSecond = -1;
  let text = "";
  return (timeMs) => {
    const second = Math.floor(timeMs / 1_000);
    if (second !== keptSecond) text = write(new Date(second * 1_000).toISOString().slice(0, 19));
    keptSecond = second;
    return text;
  };
}
