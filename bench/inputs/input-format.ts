/** The formats that are measured, in the order of the table. */
export const INPUT_FORMATS = ["combined", "json", "alb", "app", "logfmt", "cloudfront"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** Those that are measured when nobody says which. */
export const USUAL_FORMATS: readonly InputFormat[] = ["combined", "json", "alb"];
