const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** An element's content: text, a number, child elements, or a list that repeats the element. `undefined` omits it. */
export type XmlContent = string | number | boolean | XmlElements | readonly XmlContent[] | undefined;

/** Elements by name, written in order. */
export interface XmlElements {
  readonly [name: string]: XmlContent;
}

/** Write a document with one root element, as S3 answers. */
export function buildXml(root: string, content: XmlElements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${buildElements(content)}</${root}>`;
}

function buildElements(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, content]) => buildElement(name, content))
    .join("");
}

function buildElement(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((one: XmlContent) => buildElement(name, one)).join("");
  if (typeof content === "object") return `<${name}>${buildElements(content as XmlElements)}</${name}>`;
  return `<${name}>${escapeXml(String(content))}</${name}>`;
}

/** Escape text for XML; control characters that XML cannot hold become character references, as S3 writes them. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character).replace(/[\u0000-\u001f]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/**
 * The texts of every element `name` in a small document, in order; empty when there is none.
 * The two request documents that this endpoint reads are flat lists, which need no parser of their own.
 */
export function readElements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g");
  return [...xml.matchAll(pattern)].map((match) => match[1] ?? "");
}

/** The text of the first element `name`, with its entities decoded; undefined when there is none. */
export function readText(xml: string, name: string): string | undefined {
  const [first] = readElements(xml, name);
  return first === undefined ? undefined : decodeEntities(first.trim());
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, entity: string) => {
    if (entity.startsWith("#x") || entity.startsWith("#X")) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith("#")) return String.fromCodePoint(Number(entity.slice(1)));
    return NAMED[entity] ?? whole;
  });
}
