// Lines in colours are for the slow path.

const ESCAPE: i8 = 0x1b;

/** Whether an ESC stands among the 48 bytes from `start` on, in which one tells that a text is coloured; they may reach behind the line. */
// @ts-ignore: decorator
@inline export function mayBeColoured(start: usize): bool {
  const escape = i8x16.splat(ESCAPE);
  return v128.any_true(v128.or(v128.or(i8x16.eq(v128.load(start), escape), i8x16.eq(v128.load(start, 16), escape)), i8x16.eq(v128.load(start, 32), escape)));
}
