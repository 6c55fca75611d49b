import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { type ApiModel, type Member, shapeOf } from '../model/model.ts';

/** A value with its points in time converted; what has none is the value itself. */
export type ConvertTimes = (value: Json) => Json;

/**
 * From epoch milliseconds to the epoch seconds with a fraction of the JSON protocols, for values of the shape `shapeName`.
 *
 * Undefined where the shape contains no time, so that most outputs are not touched at all.
 */
export function compileWireTimes(model: ApiModel, shapeName: string): ConvertTimes | undefined {
  return new WireTimes(model, (milliseconds) => milliseconds / 1000).find(shapeName);
}

/** The way back: from what a request carries to whole epoch milliseconds. */
export function compileReadTimes(model: ApiModel, shapeName: string): ConvertTimes | undefined {
  return new WireTimes(model, (seconds) => Math.round(seconds * 1000)).find(shapeName);
}

class WireTimes {
  readonly #model: ApiModel;
  readonly #time: (value: number) => number;
  readonly #found = new Map<string, ConvertTimes | undefined>();

  constructor(model: ApiModel, time: (value: number) => number) {
    this.#model = model;
    this.#time = time;
  }

  find(shapeName: string): ConvertTimes | undefined {
    if (this.#found.has(shapeName)) return this.#found.get(shapeName);
    // Of these APIs, no output that contains itself contains a time, so a shape met within itself adds none.
    this.#found.set(shapeName, undefined);
    const convert = this.#compile(shapeName);
    this.#found.set(shapeName, convert);
    return convert;
  }

  #compile(shapeName: string): ConvertTimes | undefined {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'timestamp':
        return (value) => (typeof value === 'number' ? this.#time(value) : value);
      case 'list': {
        const convert = this.find(shape.member.shape);
        if (convert === undefined) return undefined;
        return (value) => (isJsonArray(value) ? value.map(convert) : value);
      }
      case 'structure':
        return this.#structure(shape.members);
      default:
        return undefined;
    }
  }

  #structure(members: Readonly<Record<string, Member>>): ConvertTimes | undefined {
    const converted: (readonly [string, ConvertTimes])[] = [];
    for (const [name, member] of Object.entries(members)) {
      const convert = this.find(member.shape);
      if (convert !== undefined) converted.push([name, convert]);
    }
    if (converted.length === 0) return undefined;
    return (value) => {
      if (!isJsonObject(value)) return value;
      const copy: Record<string, Json> = { ...value };
      for (const [name, convert] of converted) {
        const member = copy[name];
        if (member !== undefined) copy[name] = convert(member);
      }
      return copy;
    };
  }
}
