/** The formats that are measured, in the order of the table. */
export const INPUT_FORMATS = ["combined", "json", "alb"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];
