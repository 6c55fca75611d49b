import { isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import { SerializationException } from './errors.ts';

/** An element's content: its text, or its elements by name; those that share a name are an array. */
export type XmlContent = string | XmlElements | readonly XmlContent[];
export interface XmlElements {
  readonly [name: string]: XmlContent;
}

type FastXmlParser = typeof import('fast-xml-parser');

interface XmlReader {
  readonly isValid: (text: string) => boolean;
  readonly parse: (text: string) => unknown;
}

let reader: XmlReader | undefined;

/** Loaded with the first document: most servers are sent none. */
function openReader(): XmlReader {
  const { XMLParser, XMLValidator } = createRequire(import.meta.url)('fast-xml-parser') as FastXmlParser;
  // Texts keep their white space, which may be part of a key, and have no entities but XML's own and those of numbers.
  const parser = new XMLParser({
    htmlEntities: true,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    processEntities: true,
    removeNSPrefix: true,
    trimValues: false,
  });
  return { isValid: (text) => XMLValidator.validate(text) === true, parse: (text) => parser.parse(text) };
}

const malformed = 'The XML you provided was not well-formed or did not validate against our published schema';

/** A document's root element, whatever its name. Throws SerializationException. */
export function parseXmlContent(content: Buffer): XmlContent {
  if (!isUtf8(content)) throw new SerializationException(malformed);
  const text = content.toString('utf8');
  // A document that declares entities wants to be something other than an input.
  reader ??= openReader();
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY') || !reader.isValid(text))
    throw new SerializationException(malformed);
  const document = parse(text, reader);
  const [root, ...others] = Object.entries(document).filter(([name]) => name !== '#text');
  if (root === undefined || others.length > 0 || isArray(root[1]))
    throw new SerializationException(malformed);
  return root[1];
}

function parse(text: string, { parse: read }: XmlReader): XmlElements {
  try {
    return read(text) as XmlElements;
  } catch {
    throw new SerializationException(malformed);
  }
}

/** The elements called `name` within an element. */
export function elementsOf(content: XmlContent, name: string): readonly XmlContent[] {
  if (typeof content === 'string' || isArray(content) || !Object.hasOwn(content, name)) return [];
  const found = content[name] as XmlContent;
  return isArray(found) ? found : [found];
}

/** The text of an element that holds nothing else. Throws SerializationException. */
export function textOf(content: XmlContent): string {
  if (typeof content !== 'string') throw new SerializationException(malformed);
  return content;
}

function isArray(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content);
}
