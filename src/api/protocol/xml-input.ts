import type { Json } from '../../base/json.ts';
import { type ApiModel, type ListShape, type Member, shapeOf, structureOf } from '../model/model.ts';
import { SerializationException } from './errors.ts';
import { elementsOf, textOf, type XmlContent } from './xml-content.ts';

/** An element as a value of a shape. Throws SerializationException. */
export type ReadXml = (content: XmlContent) => Json;

/** The reader of documents that are of the shape `shapeName`. Elements that no member has are ignored. */
export function compileXmlReader(model: ApiModel, shapeName: string): ReadXml {
  return new XmlReaders(model).find(shapeName);
}

class XmlReaders {
  readonly #model: ApiModel;
  readonly #readers = new Map<string, ReadXml>();

  constructor(model: ApiModel) {
    this.#model = model;
  }

  find(shapeName: string): ReadXml {
    const known = this.#readers.get(shapeName);
    if (known !== undefined) return known;
    // A shape may contain itself.
    this.#readers.set(shapeName, (content) => this.find(shapeName)(content));
    const read = this.#compile(shapeName);
    this.#readers.set(shapeName, read);
    return read;
  }

  #compile(shapeName: string): ReadXml {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'structure':
        return this.#structure(shapeName);
      case 'list': {
        const read = this.find(shape.member.shape);
        const name = shape.member.locationName ?? 'member';
        return (content) => elementsOf(content, name).map(read);
      }
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return (content) => numberIn(textOf(content));
      case 'boolean':
        return (content) => booleanIn(textOf(content));
      case 'timestamp':
        return (content) => timeIn(textOf(content));
      case 'map':
        throw new SerializationException('A map cannot be read from XML.');
      default:
        return textOf;
    }
  }

  #structure(shapeName: string): ReadXml {
    const members = Object.entries(structureOf(this.#model, shapeName).members)
      .filter(([, { location }]) => location === undefined)
      .map(([name, member]) => ({
        name,
        wireName: member.locationName ?? name,
        flattened: this.#flattened(member),
        read: this.find(member.shape),
      }));
    return (content) => {
      const read: Record<string, Json> = {};
      for (const { name, wireName, flattened, read: readMember } of members) {
        const found = elementsOf(content, wireName);
        const [first] = found;
        if (first === undefined) continue;
        read[name] =
          flattened === undefined ? readMember(first) : found.map(this.find(flattened.member.shape));
      }
      return read;
    };
  }

  #flattened({ shape: name }: Member): ListShape | undefined {
    const shape = shapeOf(this.#model, name);
    return shape.type === 'list' && shape.flattened === true ? shape : undefined;
  }
}

function numberIn(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new SerializationException(notOfType(text, 'number'));
  return value;
}

function booleanIn(text: string): boolean {
  if (/^\s*true\s*$/i.test(text)) return true;
  if (/^\s*false\s*$/i.test(text)) return false;
  throw new SerializationException(notOfType(text, 'boolean'));
}

function timeIn(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new SerializationException(notOfType(text, 'point in time'));
  return at;
}

function notOfType(text: string, type: string): string {
  return `'${text}' in the XML you provided is no ${type}`;
}
