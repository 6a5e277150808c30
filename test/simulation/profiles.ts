import { registerHooks } from "node:module";

/**
 * The bounds that a seed runs under. Small ones reach in twenty lines what the product's reach in gigabytes:
 * - `product`: as they are, but for the longest line; one fold level;
 * - `narrow`: four children to a fold node, so that most jobs have two levels, and small pages;
 * - `tight`: narrow, and every limit of the aggregate is hit, so that the result is that of the plan and no longer the oracle's.
 */
export const PROFILES = ["product", "narrow", "tight"] as const;
export type Profile = (typeof PROFILES)[number];

/** No content has a longer line; every range takes memory for one. */
const PRODUCT: Readonly<Record<string, number>> = { LINE_BYTES_MAX: 4_096 };
const NARROW: Readonly<Record<string, number>> = { ...PRODUCT, FAN_IN: 4, PAGE_BYTES_MAX: 2_000 };
const TIGHT: Readonly<Record<string, number>> = {
  ...NARROW,
  TRACKED_KEYS_MAX: 3,
  LEVEL_NAMES_MAX: 3,
  METHOD_NAMES_MAX: 2,
  SLOWEST_SAMPLES_MAX: 3,
  ERROR_SAMPLES_MAX: 2,
  REJECTED_SAMPLES_MAX: 1,
  WINDOWS_PER_PARTIAL_MAX: 5,
};
const LIMITS: Readonly<Record<Profile, Readonly<Record<string, number>>>> = { product: PRODUCT, narrow: NARROW, tight: TIGHT };

/** The profile of a seed: a fifth each has the product's limits and the tight ones. */
export function profileOf(seed: number): Profile {
  return seed % 5 === 0 ? "product" : seed % 5 === 1 ? "tight" : "narrow";
}

/**
 * From now on, what this thread loads of the product sees the profile's limits: only the numbers of `shared/core/limits.ts` are others.
 * @throws Error when the file does not have a limit, or has it not on a line of its own, or was loaded before.
 */
export async function applyProfile(profile: Profile): Promise<void> {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith("/shared/core/limits.ts")) return loaded;
      let source = new TextDecoder().decode(loaded.source as Uint8Array);
      for (const [name, value] of Object.entries(LIMITS[profile])) {
        const line = new RegExp(`^export const ${name} = .*;$`, "m");
        if (!line.test(source)) throw new Error(`limits.ts has no line for ${name}`);
        source = source.replace(line, `export const ${name} = ${value};`);
      }
      return { ...loaded, source };
    },
  });
  const limits = (await import("../../shared/core/limits.ts")) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(LIMITS[profile]))
    if (limits[name] !== value) throw new Error(`${name} is ${String(limits[name])} instead of the profile's ${value}: the limits were loaded before the profile was applied`);
}
