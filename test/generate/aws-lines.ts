import { makeClfTime, makeTarget, makeTimeMs, METHODS, STATUSES } from "./line-pieces.ts";
import type { SeededRandom } from "./seeded-random.ts";

const ENDPOINTS = ["203.0.113.7:2817", "192.0.2.1:80", "[2001:db8::7]:443", "2001:db8::7:443"];
const SECONDS = ["0.000", "0.001", "0.0000005", "12", "-1", "-", "-0", "9007199254.740991", "0.123456789"];
const BYTE_COUNTS = ["0", "366", "29", "1294336", "999999999999", "-", "-1"];
const ODD_REQUESTS = ["- - - ", "-", "", "GET", "- http://balancer.example:80- -", 'GET http://a/\\"b HTTP/1.1', "\\x16\\x03", "GET /with space HTTP/1.1"];
const AGENTS = ['"curl/8.5.0"', '"-"', '"agent \\"quoted\\" 5.5"', '""', '"r\xc3\xa9sum\xc3\xa9 \xff"', "-", '"a""b"', '"Mozilla/5.0 (X11; Linux x86_64)"'];
const HOSTS = ["shop.example", "api.example", "-", "", "h".repeat(300), "xn--caf-dma.example"];

function makeSeconds(random: SeededRandom): string {
  return random.chance(0.15) ? random.pick(SECONDS) : (random.below(2_000_000) / 1_000_000).toFixed(random.pick([3, 6]));
}

function makeRequest(random: SeededRandom, origin: string): string {
  if (random.chance(0.12)) return random.pick(ODD_REQUESTS);
  const target = makeTarget(random);
  return `${random.pick(METHODS)} ${target.startsWith("/") ? origin : ""}${target} HTTP/${random.pick(["1.1", "2.0", "1.0"])}`;
}

/** Time, endpoints, processing times, statuses, bytes and request, as both kinds of balancers write them. */
function makeEntry(random: SeededRandom, balancer: string, target: string): string[] {
  const time = new Date(makeTimeMs(random)).toISOString().replace("Z", `${String(random.bits()).slice(0, random.pick([0, 3]))}Z`);
  const status = random.chance(0.1) ? random.pick(["-", "0", "000"]) : random.pick(STATUSES);
  const seconds = random.chance(0.1) ? ["-1", "-1", "-1"] : [makeSeconds(random), makeSeconds(random), makeSeconds(random)];
  const received = random.pick(BYTE_COUNTS);
  const sent = random.chance(0.3) ? random.pick(BYTE_COUNTS) : String(random.below(100_000));
  const request = `"${makeRequest(random, random.pick(["http://shop.example:80", "https://api.example:443", ""]))}"`;
  return [time, balancer, random.pick(ENDPOINTS), target, ...seconds, status, random.pick([status, "-"]), received, sent, request];
}

/** An entry of an Application Load Balancer, cut off or followed by more than is known; always a record. */
export function makeAlbLine(random: SeededRandom): string {
  const type = random.pick(["http", "https", "https", "h2", "grpcs", "ws", "wss"]);
  const head = makeEntry(random, "app/shop-balancer/50dc6c495c0c9188", random.pick([...ENDPOINTS, "-"]));
  const host = random.pick(HOSTS);
  const middle = [random.pick(AGENTS), "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", "arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/shop/7", '"Root=1-58337262-36d2"'];
  const tail = [
    random.chance(0.9) || host === "" ? `"${host}"` : host,
    '"-"',
    "0",
    "2026-11-21T09:22:48.364000Z",
    '"forward"',
    '"-"',
    '"-"',
    '"10.0.0.1:80"',
    '"200"',
    '"-"',
    '"-"',
    "TID_1",
  ];
  const fields = [type, ...head, ...middle, ...tail];
  const shown = random.chance(0.2) ? fields.slice(0, random.between(1 + head.length, fields.length)) : [...fields, ...(random.chance(0.1) ? ['"one more"', "5"] : [])];
  return shown.join(" ");
}

/** An entry of a Classic Load Balancer; always a record. The first three times are numbers: that is what makes it one. */
export function makeElbLine(random: SeededRandom): string {
  const entry = makeEntry(random, "shop-balancer", random.pick([...ENDPOINTS, "-"])).map((word, index) => (index >= 4 && index < 7 && word === "-" ? "-1" : word));
  const tail = [random.pick(AGENTS), "DHE-RSA-AES128-SHA", "TLSv1.2"].slice(0, random.pick([0, 3, 3]));
  return [...entry, ...tail].join(random.chance(0.05) ? "  " : " ");
}

/** An entry of a server access log of S3, cut off or followed by more than is known; always a record. */
export function makeS3Line(random: SeededRandom): string {
  const owner = random.pick(["79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", "79a5", "-"]);
  const operation = random.pick(["REST.GET.OBJECT photos/2026/08/lamp.jpg", "REST.GET.VERSIONING -", "S3.EXPIRE.OBJECT a%2Bb", "BATCH.DELETE.OBJECT x"]);
  const isQuoted = random.chance(0.9);
  const request = isQuoted ? `"${makeRequest(random, "")}"` : "-";
  const status = random.chance(0.1) ? random.pick(["-", "0"]) : random.pick(STATUSES);
  const address = random.pick(["192.0.2.3", "2001:db8::7", "-"]);
  const requester = random.pick(["79a5", "-", "arn:aws:iam::123456:user/alice@shop.example", "svc:s3.amazonaws.com"]);
  const head = [owner, "shop-logs", `[${makeClfTime(random)}]`, address, requester, "3E57427F3EXAMPLE", operation, request];
  const total = random.chance(0.3) ? random.pick(["-", "-1", "7.5", "-3", "-0"]) : String(random.below(5000));
  const figures = [status, random.pick(["-", "NoSuchKey"]), random.chance(0.3) ? random.pick(BYTE_COUNTS) : String(random.below(100_000)), random.pick(["-", "1718"]), total];
  const host = random.pick(HOSTS) || "-";
  const tail = [
    random.pick(["-", "12"]),
    '"-"',
    random.pick(AGENTS),
    "-",
    "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6Uk=",
    "SigV4",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "AuthHeader",
    host,
    "TLSV1.2",
    "-",
    "Yes",
  ];
  return [...head, ...figures, ...tail.slice(0, random.chance(0.2) ? random.below(tail.length + 1) : tail.length)].join(random.chance(0.05) ? "  " : " ");
}
