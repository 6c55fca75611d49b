import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { type ApiModel, type Member, shapeOf } from '../model/model.ts';

/** A value with its points in time as the JSON protocols write them; what has none is the value itself. */
export type ToWireTimes = (value: Json) => Json;

/**
 * From epoch milliseconds to the epoch seconds with a fraction of the JSON protocols, for values of the shape `shapeName`.
 *
 * Undefined where the shape contains no time, so that most outputs are not touched at all.
 */
export function compileWireTimes(model: ApiModel, shapeName: string): ToWireTimes | undefined {
  return new WireTimes(model).find(shapeName);
}

class WireTimes {
  readonly #model: ApiModel;
  readonly #found = new Map<string, ToWireTimes | undefined>();

  constructor(model: ApiModel) {
    this.#model = model;
  }

  find(shapeName: string): ToWireTimes | undefined {
    if (this.#found.has(shapeName)) return this.#found.get(shapeName);
    // Of these APIs, no output that contains itself contains a time, so a shape met within itself adds none.
    this.#found.set(shapeName, undefined);
    const convert = this.#compile(shapeName);
    this.#found.set(shapeName, convert);
    return convert;
  }

  #compile(shapeName: string): ToWireTimes | undefined {
    const shape = shapeOf(this.#model, shapeName);
    switch (shape.type) {
      case 'timestamp':
        return (value) => (typeof value === 'number' ? value / 1000 : value);
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

  #structure(members: Readonly<Record<string, Member>>): ToWireTimes | undefined {
    const converted: (readonly [string, ToWireTimes])[] = [];
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
