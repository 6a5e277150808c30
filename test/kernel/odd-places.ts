// Lines of which one place is not as it should be: what a fast path that knows places has to notice.

/** A canonical user id, as entries of S3 begin. */
export const OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

/** The line with each quote, space and word of it in turn replaced by each one that should not be there: damage to any byte comes upon few of them. */
export function oddPlaces(line: string): string[] {
  const parts = line.split(/([ "\t])/);
  const othersOf = (part: string): string[] => {
    if (part === '"') return ['\\"', '"x', 'x"', '""', "'"];
    if (part === " " || part === "\t") return [`${part}${part}`, `${part}x${part}`, "_", part === " " ? "\t" : " ", part.repeat(130)];
    const begin = part.slice(0, -1);
    return ["", "-", "-1", "x", "x:7", `[${part}`, "1.5", "099", "99999999", "123456789", "h".repeat(257), `${part}x`, `x${part.slice(1)}`, `${begin}x`, `${begin}\\`];
  };
  return parts.flatMap((part, i) => othersOf(part).map((other) => [...parts.slice(0, i), other, ...parts.slice(i + 1)].join("")));
}

/** One line of each format that is read at places which are known. */
const LINES = [
  '192.0.2.7 - ada [21/Nov/2026:10:00:01 +0000] "GET /api/items/7 HTTP/1.1" 200 1234 "https://shop.example/" "curl/8.5.0 x" 0.125 0.100',
  'shop.example:443 192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 1234 "-" "curl/8.5.0"',
  "192.0.2.7 - - [21/Nov/2026:10:00:01.655] GET /api/items/7 HTTP/1.1 200 12ms",
  `${OWNER} shop-logs [21/Nov/2026:10:00:01 +0000] 192.0.2.3 ${OWNER} 3E57427F3EXAMPLE REST.GET.OBJECT lamp.jpg "GET /lamp.jpg?x=1 HTTP/1.1" 200 - 113 2662 70 10 "-" "aws-cli/2 x" - s9lzHYrFp76= SigV4 ECDHE AuthHeader shop-logs.s3.amazonaws.com TLSV1.2 -`,
  'h2 2026-11-21T10:00:01.186641Z app/shop/50dc 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 366 "GET https://shop.example:443/api/items/7 HTTP/2.0" "curl/8.5.0 x" ECDHE TLSv1.2 arn:aws:x "Root=1-58 x" "shop.example" "-" 0',
  '2026-11-21T10:00:01.945958Z shop 192.0.2.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET https://shop.example:443/api/items/7 HTTP/1.1" "curl/8.5.0 x" ECDHE TLSv1.2',
  '[2026-11-21T10:00:01.123Z] "GET /api/items/7 HTTP/1.1" 200 - 34 512 127 126 "-" "curl/8.5.0 x" "752178ad" "shop.example" "10.0.0.1:80"',
  '[2026-11-21T10:00:01.123Z] "GET /api/items/7 HTTP/2" 503 UF via_upstream - "-" 0 512 127 126 "-" "curl/8.5.0" "752178ad" "shop.example" "10.0.0.1:80" outbound 10.0.0.2:4000',
  "[Sat Nov 21 10:00:01.123456 2026] [core:error] [pid 35:tid 48] failed",
  "<34>Nov  1 10:00:01 web-1 sshd[38]: Failed password for 192.0.2.7 [12/34] port 38",
  "<165>1 2026-11-21T10:00:01.003Z web-1 shop 8710 ID47 - started",
  '<134>Nov 21 10:00:01 web-1 nginx[7]: 192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /api/items/7 HTTP/1.1" 500 123 "-" "curl/8.5.0 x" 0.005',
];

/** Each of these lines with each of its odd places. */
export const ODD_LINES: readonly string[] = LINES.flatMap(oddPlaces);
