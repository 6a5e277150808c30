import { WINDOWS_PER_PAGE_MAX } from "../../shared/core/limits.ts";
import type { PageLimits } from "../../shared/protocol/read-page.ts";

const MIB = 1024 * 1024;

/**
 * What one page of windows may hold. A function's answer may have 6 MB, in which every quotation mark counts twice: 3 MiB of windows leave
 * room for that and for the rest of the document. Source: "Lambda quotas", invocation payload.
 */
export const PAGE_LIMITS: PageLimits = { windowsMax: WINDOWS_PER_PAGE_MAX, jsonBytesMax: 3 * MIB, readBytesMax: 64 * MIB };
