import { isJsonArray, isJsonObject, type Json, jsonText } from '../../base/json.ts';
import { invalidField, missingField, unsupportedField } from '../parameters.ts';
import { compileShapes } from './compile-shapes.ts';
import { capitalizedName, memberName } from './java-names.ts';
import type { ScalarType, ServiceModel, ShapeModel, StructureModel } from './service-model.ts';

/** A parameter as the API takes it; what is wrong with it goes to `problems`, and the value returned is then of no use. */
export type Encode = (value: Json, field: string, problems: string[]) => Json;

/**
 * The encoders of a service's shapes, by shape name. Parameters go by the names that AWS SDK integrations have for them, and
 * with `takesOwnNames` by the API's own as well, capitalized.
 */
export function createEncoders(
  model: ServiceModel,
  { takesOwnNames = false }: { readonly takesOwnNames?: boolean } = {},
): (shape: string) => Encode {
  return compileShapes(model, (shape, encoderOf) => createEncoder(shape, encoderOf, takesOwnNames));
}

function createEncoder(
  shape: ShapeModel,
  encoderOf: (name: string) => Encode,
  takesOwnNames: boolean,
): Encode {
  switch (shape.type) {
    case 'structure':
      return structure(shape, encoderOf, takesOwnNames);
    case 'list':
      return (value, field, problems) => {
        if (!isJsonArray(value)) return refuse(field, problems);
        const encode = encoderOf(shape.member.shape);
        return value.map((item) => (item === null ? refuse(field, problems) : encode(item, field, problems)));
      };
    case 'map':
      return (value, field, problems) => {
        if (!isJsonObject(value)) return refuse(field, problems);
        const encode = encoderOf(shape.value.shape);
        const entries = Object.entries(value).filter(([, item]) => item !== null);
        return Object.fromEntries(entries.map(([key, item]) => [key, encode(item, key, problems)]));
      };
    default:
      return scalar(shape.type);
  }
}

function structure(
  { members, required = [] }: StructureModel,
  encoderOf: (name: string) => Encode,
  takesOwnNames: boolean,
): Encode {
  const membersByParameter = new Map<string, { readonly member: string; readonly shape: string }>();
  for (const [member, { shape }] of Object.entries(members)) {
    membersByParameter.set(memberName(member), { member, shape });
    if (takesOwnNames) membersByParameter.set(capitalizedName(member), { member, shape });
  }
  return (value, field, problems) => {
    if (!isJsonObject(value)) return refuse(field, problems);
    const encoded: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      const found = membersByParameter.get(name);
      if (found === undefined) problems.push(unsupportedField(name));
      else if (item !== null) encoded[found.member] = encoderOf(found.shape)(item, name, problems);
    }
    for (const member of required) {
      const name = memberName(member);
      const isGiven =
        Object.hasOwn(value, name) || (takesOwnNames && Object.hasOwn(value, capitalizedName(member)));
      if (!isGiven) problems.push(missingField(name));
    }
    return encoded;
  };
}

function scalar(type: ScalarType): Encode {
  switch (type) {
    case 'string':
    case 'blob':
      // A text member that holds a document may be given as the document itself.
      return (value) => (typeof value === 'string' ? value : jsonText(value));
    case 'bytes':
      return (value) => Buffer.from(typeof value === 'string' ? value : jsonText(value)).toString('base64');
    case 'document':
      return (value) => value;
    case 'boolean':
      return (value, field, problems) => {
        if (typeof value === 'boolean') return value;
        if (value === 'true' || value === 'false') return value === 'true';
        return refuse(field, problems);
      };
    case 'timestamp':
      return (value, field, problems) => {
        const at = typeof value === 'string' ? Date.parse(value) : secondsToMilliseconds(value);
        return Number.isNaN(at) ? refuse(field, problems) : at;
      };
    default:
      return (value, field, problems) => {
        const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
        return typeof number === 'number' && Number.isFinite(number) ? number : refuse(field, problems);
      };
  }
}

function secondsToMilliseconds(value: Json): number {
  return typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
}

function refuse(field: string, problems: string[]): Json {
  problems.push(invalidField(field));
  return null;
}
