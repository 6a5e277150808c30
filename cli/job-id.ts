/** Whether a text is the id of a job, 32 hex digits; anything else is a name or a path. */
export function isJobId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
