import type { Json, JsonObject } from '../../base/json.ts';
import { type ApiModel, type ListShape, type MapShape, shapeOf, structureOf } from '../model/model.ts';
import { SerializationException } from './errors.ts';
import type { FormNode } from './form.ts';

/** From a form's fields to an operation's input, following the API model: `Tags.member.1.Key` and `Tags.entry.1.key`. */
export type ReadForm = (form: FormNode) => JsonObject;

export function compileFormReader(model: ApiModel, operationName: string): ReadForm {
  const input = model.operations[operationName]?.input;
  return input === undefined ? () => ({}) : new FormReaders(model).structure(input);
}

type ReadNode = (node: FormNode) => Json;

class FormReaders {
  readonly #model: ApiModel;
  readonly #readers = new Map<string, ReadNode>();

  constructor(model: ApiModel) {
    this.#model = model;
  }

  structure(shapeName: string): ReadForm {
    const members = Object.entries(structureOf(this.#model, shapeName).members).map(([name, member]) => ({
      name,
      wireName: member.locationName ?? name,
      read: this.#reader(member.shape),
    }));
    return (node) => {
      const input: Record<string, Json> = {};
      for (const { name, wireName, read } of members) {
        const child = node.children.get(wireName);
        if (child !== undefined) input[name] = read(child);
      }
      return input;
    };
  }

  #reader(shapeName: string): ReadNode {
    const known = this.#readers.get(shapeName);
    if (known !== undefined) return known;
    // A shape may contain itself: until it is compiled, its reader is found when it is needed.
    this.#readers.set(shapeName, (node) => this.#readers.get(shapeName)?.(node) ?? null);
    const read = this.#compile(shapeName);
    this.#readers.set(shapeName, read);
    return read;
  }

  #compile(shapeName: string): ReadNode {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'structure':
        return this.structure(shapeName);
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      case 'integer':
      case 'long':
        return ({ text = '' }) => readNumber(text, /^[+-]?\d+$/, 'integer');
      case 'float':
      case 'double':
        return ({ text = '' }) => readNumber(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'number');
      case 'boolean':
        return ({ text = '' }) => readBoolean(text);
      case 'timestamp':
        return ({ text = '' }) => readTime(text);
      case 'string':
      case 'blob':
        return ({ text = '' }) => text;
    }
    return shape satisfies never;
  }

  #list({ member, flattened }: ListShape): ReadNode {
    const read = this.#reader(member.shape);
    const wireName = member.locationName ?? 'member';
    return (node) => {
      const numbered = flattened === true ? node : node.children.get(wireName);
      return numbered === undefined ? [] : inOrder(numbered).map(read);
    };
  }

  #map({ key, value: valueMember, flattened }: MapShape): ReadNode {
    const read = this.#reader(valueMember.shape);
    const keyName = key.locationName ?? 'key';
    const valueName = valueMember.locationName ?? 'value';
    return (node) => {
      const numbered = flattened === true ? node : node.children.get('entry');
      if (numbered === undefined) return {};
      const entries = inOrder(numbered).map((entry): [string, Json] => {
        const value = entry.children.get(valueName);
        return [entry.children.get(keyName)?.text ?? '', value === undefined ? null : read(value)];
      });
      return Object.fromEntries(entries);
    };
  }
}

/** The nodes numbered 1, 2, 3 …; gaps are closed. */
function inOrder(node: FormNode): readonly FormNode[] {
  const numbered: [number, FormNode][] = [];
  for (const [part, child] of node.children) {
    if (/^\d{1,9}$/.test(part)) numbered.push([Number(part), child]);
  }
  return numbered.sort(([left], [right]) => left - right).map(([, child]) => child);
}

function readNumber(text: string, form: RegExp, kind: string): number {
  if (!form.test(text)) throw new SerializationException(`Invalid ${kind} value: '${text}'`);
  return Number(text);
}

function readBoolean(text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new SerializationException(`Invalid boolean value: '${text}'`);
}

function readTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new SerializationException(`Invalid timestamp value: '${text}'`);
  return at;
}
