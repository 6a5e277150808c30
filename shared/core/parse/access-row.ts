import { createIsoAccessParser } from "./access-iso.ts";
import { createAccessParser } from "./access.ts";
import type { FormatParser } from "./format-parser.ts";
import { createGinParser } from "./gin.ts";
import { parseSquid } from "./squid.ts";
import type { LocalOffset } from "./time-zone.ts";
import { createUwsgiParser } from "./uwsgi.ts";
import { VERDICT_NO_FORMAT } from "./verdict.ts";

/** The parser of all access lines: those with a time as the Common Log Format has it, else those with an ISO time in brackets, else those of Squid, uWSGI and gin. */
export function createAccessRowParser(localOffset: LocalOffset): FormatParser {
  const kinds = [createAccessParser(localOffset), createIsoAccessParser(localOffset), parseSquid, createUwsgiParser(localOffset), createGinParser(localOffset)];
  return (bytes, start, end, fields) => {
    for (const parse of kinds) {
      const verdict = parse(bytes, start, end, fields);
      if (verdict !== VERDICT_NO_FORMAT) return verdict;
    }
    return VERDICT_NO_FORMAT;
  };
}
