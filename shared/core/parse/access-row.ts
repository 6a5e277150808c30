import { createIsoAccessParser } from "./access-iso.ts";
import { createAccessParser } from "./access.ts";
import type { FormatParser } from "./format-parser.ts";
import { parseSquid } from "./squid.ts";
import type { LocalOffset } from "./time-zone.ts";
import { createUwsgiParser } from "./uwsgi.ts";
import { VERDICT_NO_FORMAT } from "./verdict.ts";

/** The parser of all access lines: those with a time as the Common Log Format has it, else those with an ISO time in brackets, else those of Squid and uWSGI. */
export function createAccessRowParser(localOffset: LocalOffset): FormatParser {
  const parseAccess = createAccessParser(localOffset);
  const parseIsoAccess = createIsoAccessParser(localOffset);
  const parseUwsgi = createUwsgiParser(localOffset);
  return (bytes, start, end, fields) => {
    const verdict = parseAccess(bytes, start, end, fields);
    if (verdict !== VERDICT_NO_FORMAT) return verdict;
    const isoVerdict = parseIsoAccess(bytes, start, end, fields);
    if (isoVerdict !== VERDICT_NO_FORMAT) return isoVerdict;
    const squidVerdict = parseSquid(bytes, start, end, fields);
    return squidVerdict === VERDICT_NO_FORMAT ? parseUwsgi(bytes, start, end, fields) : squidVerdict;
  };
}
