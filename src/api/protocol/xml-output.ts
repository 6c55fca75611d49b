import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import {
  type ApiModel,
  type ListShape,
  type MapShape,
  type Member,
  shapeOf,
  structureOf,
} from '../model/model.ts';

/** An operation's output as the elements the Query protocol puts into its result. */
export type WriteXml = (output: Json) => string;

/** `writeTime` is how the service spells points in time. Members that do not stand in the body are left out. */
export function compileXmlWriter(
  model: ApiModel,
  shapeName: string,
  writeTime: (at: number) => string = isoSeconds,
): WriteXml {
  return new XmlWriters(model, writeTime).structure(shapeName);
}

/** What stands in XML for a text's characters. */
export function escapeXml(text: string): string {
  return reserved.test(text) ? text.replace(allReserved, replacement) : text;
}

/** `value` as the element called `name`. */
type WriteElement = (name: string, value: Json) => string;

class XmlWriters {
  readonly #model: ApiModel;
  readonly #writeTime: (at: number) => string;
  readonly #elements = new Map<string, WriteElement>();

  constructor(model: ApiModel, writeTime: (at: number) => string) {
    this.#model = model;
    this.#writeTime = writeTime;
  }

  structure(shapeName: string): WriteXml {
    const members = Object.entries(structureOf(this.#model, shapeName).members)
      .filter(([, { location }]) => location === undefined)
      .map(([name, member]) => ({
        name,
        wireName: member.locationName ?? name,
        write: this.#element(member),
      }));
    return (value) => {
      if (!isJsonObject(value)) return '';
      let xml = '';
      for (const { name, wireName, write } of members) {
        const member = value[name];
        if (member !== undefined && member !== null) xml += write(wireName, member);
      }
      return xml;
    };
  }

  #element({ shape }: Member): WriteElement {
    const known = this.#elements.get(shape);
    if (known !== undefined) return known;
    // A shape may contain itself: until it is compiled, its writer is found when it is needed.
    this.#elements.set(shape, (name, value) => this.#elements.get(shape)?.(name, value) ?? '');
    const write = this.#compile(shape);
    this.#elements.set(shape, write);
    return write;
  }

  #compile(shapeName: string): WriteElement {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'structure': {
        const write = this.structure(shapeName);
        return (name, value) => element(name, write(value));
      }
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      case 'timestamp':
        return (name, value) => element(name, this.#writeTime(Number(value)));
      default:
        return (name, value) => element(name, escapeXml(String(value)));
    }
  }

  #list({ member, flattened }: ListShape): WriteElement {
    const write = this.#element(member);
    const memberName = member.locationName ?? 'member';
    return (name, value) => {
      if (!isJsonArray(value)) return '';
      if (flattened === true) return value.map((item) => write(member.locationName ?? name, item)).join('');
      return element(name, value.map((item) => write(memberName, item)).join(''));
    };
  }

  #map({ key, value: valueMember, flattened }: MapShape): WriteElement {
    const write = this.#element(valueMember);
    const keyName = key.locationName ?? 'key';
    const valueName = valueMember.locationName ?? 'value';
    return (name, map) => {
      if (!isJsonObject(map)) return '';
      const entries = Object.entries(map).map(([text, value]) =>
        element(
          flattened === true ? name : 'entry',
          element(keyName, escapeXml(text)) + write(valueName, value),
        ),
      );
      return flattened === true ? entries.join('') : element(name, entries.join(''));
    };
  }
}

/** An element with XML for content. */
export function element(name: string, content: string): string {
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

/** IAM and STS write whole seconds. */
function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

// Control characters cannot stand in XML 1.0 in any spelling, and a parser would turn a bare \r into \n.
const reservedCharacters = '[&<>"\\r\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]';
const reserved = new RegExp(reservedCharacters);
const allReserved = new RegExp(reservedCharacters, 'g');
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function replacement(character: string): string {
  return entities[character] ?? '\uFFFD';
}
