import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { compileShapes } from './compile-shapes.ts';
import { memberName } from './java-names.ts';
import type { ServiceModel, ShapeModel, StructureModel } from './service-model.ts';

/** An API's answer as a Task's result. */
export type Decode = (value: Json) => Json;

/** How a kind of integration writes what an API answers. */
export interface Spelling {
  memberName(apiName: string): string;
  timestamp(value: Json): Json;
  bytes(value: Json): Json;
}

/** The decoders of a service's shapes, by shape name. Members come in the order of their names, whatever the API's order. */
export function createDecoders(
  model: ServiceModel,
  spelling: Spelling = javaSpelling,
): (shape: string) => Decode {
  return compileShapes(model, (shape, decoderOf) => createDecoder(shape, decoderOf, spelling));
}

/** AWS SDK integrations write as the SDK for Java does. */
const javaSpelling: Spelling = {
  memberName,
  timestamp: (value) => (typeof value === 'number' ? instant(value) : value),
  bytes: (value) => (typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value),
};

function createDecoder(shape: ShapeModel, decoderOf: (name: string) => Decode, spelling: Spelling): Decode {
  switch (shape.type) {
    case 'structure':
      return structure(shape, decoderOf, spelling);
    case 'list':
      return (value) => (isJsonArray(value) ? value.map(decoderOf(shape.member.shape)) : value);
    case 'map':
      return (value) => {
        if (!isJsonObject(value)) return value;
        const decode = decoderOf(shape.value.shape);
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
      };
    case 'timestamp':
      return spelling.timestamp;
    case 'bytes':
      return spelling.bytes;
    default:
      return (value) => value;
  }
}

function structure(
  { members }: StructureModel,
  decoderOf: (name: string) => Decode,
  spelling: Spelling,
): Decode {
  const ordered = Object.entries(members)
    .map(([member, { shape }]) => ({ member, shape, name: spelling.memberName(member) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return (value) => {
    if (!isJsonObject(value)) return value;
    const decoded: Record<string, Json> = {};
    for (const { member, shape, name } of ordered) {
      const item = value[member];
      if (item !== undefined && item !== null) decoded[name] = decoderOf(shape)(item);
    }
    return decoded;
  };
}

/** Epoch milliseconds as Java writes an Instant: without a fraction where it is zero. */
function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
