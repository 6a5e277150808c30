import { DEFAULT_SOURCE_SETTINGS, type SourceSettings } from "../../shared/contracts/job.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { COMPRESSED_CONTENTS, CONTENTS, type Content } from "./contents.ts";
import { drawRates, type FaultRates } from "./faults.ts";

const MINUTE_MS = 60_000;
/** The share of overwritten keys whose source somebody watches, also where reading is slow, and how often he reads at most. */
const WATCHED_SHARE = 0.4;
const WATCHED_SLOW_SHARE = 0.9;
const WATCH_READS_MAX = 40;
/** The share of the seeds that kill in which functions die for hours: what a dead one held comes back after minutes, and is a dead letter after its fifth death. */
const LONG_SHARE = 0.33;
const LONG_MINUTES_MIN = 60;
const LONG_MINUTES_MAX = 180;
/** Things that people do to each key in the first half of these, so that what becomes of them is seen to while functions still die. */
const LATE_ACTIONS_MIN = 4;
const LATE_ACTIONS_MAX = 12;
export const SOURCE = "app";

/** One thing that somebody does, so long after the beginning. `set`: other settings for the source, and everything stored again. */
export type Action = { atMs: number } & (
  | { does: "put"; objectKey: string; content: Content; eventDelaysMs: readonly number[] }
  | { does: "delete"; objectKey: string }
  | { does: "set"; settings: SourceSettings }
  | { does: "forbid"; isForbidden: boolean }
  | { does: "break"; objectKey: string; byte: number }
  | { does: "heal" }
  | { does: "expire-partial"; objectKey: string }
  | { does: "redrive"; objectKey: string }
  | { does: "read" }
  /** Somebody reads the source's metrics again and again, so many times. */
  | { does: "watch"; times: number }
);

/** What a seed is about: what people do, what goes wrong, and until when. */
export interface Story {
  rates: FaultRates;
  callMs: number;
  pieceBytes: number;
  finishesSmall: boolean;
  visibilitySeconds: number | undefined;
  actions: readonly Action[];
  /** When the faults stop. */
  faultyMs: number;
  /** Every content under every settings that may meet. */
  contents: readonly Content[];
  settings: readonly SourceSettings[];
  /** Whether somebody watches: what ends with gaps or fails is redriven at once, again and again. */
  redrivesAtOnce: boolean;
  /** How long after the end somebody asks for a redrive of what has gaps; 0 for at once. */
  redriveAfterDays: number;
}

/** The story of a seed: the same for every run. */
export function tellStory(seed: number): Story {
  const random = createSeededRandom(seed * 2);
  const rates = drawRates(random);
  const faultyMs = random.between(4, 25) * MINUTE_MS;
  const settings: SourceSettings[] = [makeSettings(random)];
  const actions: Action[] = [];
  const contents = new Set<Content>();
  const keys = random.chance(0.35) ? ["app/a.log", "app/b.log"] : ["app/a.log"];
  const isOn = (kind: Parameters<FaultRates["has"]>[0]): boolean => rates.has(kind);
  // Functions outlive a visibility timeout when they are slow.
  const callMs = random.pick(isOn("sqs.visibility-expired") ? [300, 1_500, 3_000] : [3, 30, 300, 1_500]);

  const put = (objectKey: string, content: Content, atMs: number): void => {
    contents.add(content);
    const delay = (): number => (isOn("s3.event-delayed") && random.chance(0.4) ? random.below(5 * MINUTE_MS) : random.below(3_000));
    const copies = isOn("s3.event-duplicated") && random.chance(0.5) ? random.between(1, 3) : 0;
    actions.push({ atMs, does: "put", objectKey, content, eventDelaysMs: [delay(), ...Array.from({ length: copies }, delay)] });
  };
  for (const objectKey of keys) {
    const pool = Array.from({ length: 3 }, () => random.pick(CONTENTS));
    let atMs = random.below(5_000);
    put(objectKey, pool[0]!, atMs);
    const puts = isOn("s3.overwritten") ? random.between(1, 3) : random.chance(0.2) ? 1 : 0;
    // Whoever overwrites does so at once, while the job is at work, or when it is long done.
    const pause = (): number => random.pick([random.below(400), random.below(4_000), random.below(60_000), random.below(faultyMs)]);
    for (let i = 0; i < puts; i++) {
      atMs += pause();
      put(objectKey, random.pick(pool), atMs);
    }
    // A store that ignores conditions matters while a job reads: it is overwritten right then.
    if (isOn("s3.condition-ignored")) for (let i = random.between(2, 5); i > 0; i--) put(objectKey, random.pick(CONTENTS), (atMs += random.below(10 * callMs + 2_000)));
    if (puts > 0 && random.chance(isOn("dynamodb.slow") ? WATCHED_SLOW_SHARE : WATCHED_SHARE))
      actions.push({ atMs: random.below(2_000), does: "watch", times: random.between(5, WATCH_READS_MAX) });
    if (isOn("s3.deleted")) {
      atMs += pause();
      actions.push({ atMs, does: "delete", objectKey });
      if (isOn("s3.restored") || random.chance(0.3)) put(objectKey, random.pick(pool), (atMs += pause()));
    } else if (isOn("s3.restored")) {
      actions.push({ atMs: (atMs += pause()), does: "delete", objectKey });
      put(objectKey, pool[0]!, (atMs += pause()));
    }
    if (isOn("s3.unreadable-range") && pool[0]!.bytes.length > 0) {
      // Nobody reads it for a while; people redrive, too early and in time.
      actions.push({ atMs: 0, does: "break", objectKey, byte: random.below(pool[0]!.bytes.length) });
      actions.push({ atMs: random.between(60_000, 400_000), does: "heal" });
      for (let i = random.between(2, 6); i > 0; i--) actions.push({ atMs: random.between(60_000, 600_000), does: "redrive", objectKey });
    }
    if (isOn("dynamodb.partial-expired"))
      for (let i = random.between(4, 30); i > 0; i--) actions.push({ atMs: random.pick([random.below(30_000), random.below(faultyMs)]), does: "expire-partial", objectKey });
    for (let i = random.below(4); i > 0; i--) actions.push({ atMs: random.below(faultyMs), does: "redrive", objectKey });
  }
  if (random.chance(0.15)) {
    const other = { ...settings[0]!, ...(random.chance(0.5) ? { timeZone: "+05:30" } : { format: "access" as const }) };
    settings.push(other);
    actions.push({ atMs: random.pick([random.below(10_000), random.below(faultyMs)]), does: "set", settings: other });
  }
  if (isOn("s3.forbidden")) {
    const atMs = random.below(20_000);
    actions.push({ atMs, does: "forbid", isForbidden: true }, { atMs: atMs + random.between(200, 200_000), does: "forbid", isForbidden: false });
  }
  for (let i = random.between(1, 6); i > 0; i--) actions.push({ atMs: random.pick([random.below(20_000), random.below(faultyMs)]), does: "read" });
  // These have random numbers of their own: every other seed is what it would be without them. Where messages come back within seconds, hours are only more of the same.
  const late = createSeededRandom(-seed);
  const isLong = isOn("lambda.killed") && !isOn("sqs.visibility-expired") && late.chance(LONG_SHARE);
  const longMs = isLong ? late.between(LONG_MINUTES_MIN, LONG_MINUTES_MAX) * MINUTE_MS : 0;
  for (const objectKey of isLong ? keys : []) {
    for (let i = late.between(LATE_ACTIONS_MIN, LATE_ACTIONS_MAX); i > 0; i--) {
      const atMs = faultyMs + late.below(longMs / 2);
      if (late.chance(0.5)) {
        const content = late.pick(late.chance(0.5) ? CONTENTS : COMPRESSED_CONTENTS);
        contents.add(content);
        actions.push({ atMs, does: "put", objectKey, content, eventDelaysMs: [late.below(3_000)] });
        if (isOn("s3.unreadable-range") && content.bytes.length > 0)
          actions.push({ atMs, does: "break", objectKey, byte: late.below(content.bytes.length) }, { atMs: atMs + late.between(60_000, 1_200_000), does: "heal" });
      } else actions.push({ atMs, does: "redrive", objectKey });
    }
  }
  return {
    rates,
    callMs,
    pieceBytes: random.pick([300, 1_000, 100_000]),
    finishesSmall: random.chance(0.6),
    visibilitySeconds: isOn("sqs.visibility-expired") ? random.between(4, 30) : undefined,
    actions: actions.toSorted((a, b) => a.atMs - b.atMs),
    faultyMs: faultyMs + longMs,
    contents: [...contents],
    settings,
    redrivesAtOnce: random.chance(isOn("lambda.stalled") ? 0.7 : 0.2) || isLong,
    redriveAfterDays: random.chance(0.85) ? 0 : random.between(1, 9),
  };
}

/** Ranges of some hundred bytes, down to some fifty. */
function makeSettings(random: SeededRandom): SourceSettings {
  return { ...DEFAULT_SOURCE_SETTINGS, rangeBytes: random.pick([60, 150, 300, 300, 700, 5_000]) };
}
