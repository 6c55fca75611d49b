import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { compileShapes } from './compile-shapes.ts';
import type { ScalarType, ServiceModel, ShapeModel } from './service-model.ts';

/** A value of a session's call as the AWS SDK's clients take it. */
export type ToSdkValue = (value: Json) => unknown;

/** What the AWS SDK's clients answer as a session gives it. */
export type FromSdkValue = (value: unknown) => Json;

/** By shape name. Points in time are Dates to the SDK, and bytes are byte arrays. */
export function createToSdkValues(model: ServiceModel): (shape: string) => ToSdkValue {
  return compileShapes(model, toSdkValue);
}

/** By shape name. A body that is streamed has been read into a byte array before. */
export function createFromSdkValues(model: ServiceModel): (shape: string) => FromSdkValue {
  return compileShapes(model, fromSdkValue);
}

function toSdkValue(shape: ShapeModel, compiledOf: (name: string) => ToSdkValue): ToSdkValue {
  switch (shape.type) {
    case 'structure': {
      const { members } = shape;
      return (value) => {
        if (!isJsonObject(value)) return value;
        const made: Record<string, unknown> = {};
        for (const [name, item] of Object.entries(value)) {
          const member = Object.hasOwn(members, name) ? members[name] : undefined;
          if (member !== undefined && item !== null) made[name] = compiledOf(member.shape)(item);
        }
        return made;
      };
    }
    case 'list':
      return (value) =>
        isJsonArray(value) ? value.map((item) => compiledOf(shape.member.shape)(item)) : value;
    case 'map':
      return (value) => {
        if (!isJsonObject(value)) return value;
        const convert = compiledOf(shape.value.shape);
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
      };
    default:
      return scalarToSdk(shape.type);
  }
}

function scalarToSdk(type: ScalarType): ToSdkValue {
  switch (type) {
    case 'timestamp':
      return (value) => (typeof value === 'number' ? new Date(value) : value);
    case 'blob':
      return (value) => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value);
    case 'bytes':
      return (value) => (typeof value === 'string' ? Buffer.from(value, 'base64') : value);
    case 'bigInteger':
      return (value) => (typeof value === 'number' ? BigInt(Math.trunc(value)) : value);
    default:
      return (value) => value;
  }
}

function fromSdkValue(shape: ShapeModel, compiledOf: (name: string) => FromSdkValue): FromSdkValue {
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members);
      return (value) => {
        const made: Record<string, Json> = {};
        for (const [name, member] of members) {
          const item = memberOf(value, name);
          if (item !== undefined && item !== null) made[name] = compiledOf(member.shape)(item);
        }
        return made;
      };
    }
    case 'list':
      return (value) => {
        const convert = compiledOf(shape.member.shape);
        return Array.isArray(value) ? value.map((item) => (item === null ? null : convert(item))) : [];
      };
    case 'map':
      return (value) => {
        const convert = compiledOf(shape.value.shape);
        return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => [key, convert(item)]));
      };
    default:
      return scalarFromSdk(shape.type);
  }
}

function memberOf(value: unknown, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}

function scalarFromSdk(type: ScalarType): FromSdkValue {
  switch (type) {
    case 'timestamp':
      return (value) => (value instanceof Date ? value.getTime() : null);
    case 'blob':
      return (value) => textOf(value, 'utf8');
    case 'bytes':
      return (value) => textOf(value, 'base64');
    case 'string':
      // Texts that hold a document are objects to the SDK.
      return String;
    case 'bigInteger':
    case 'bigDecimal':
      return (value) => Number(String(Object(value).string ?? value));
    default:
      return (value) => value as Json;
  }
}

function textOf(value: unknown, encoding: 'utf8' | 'base64'): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString(encoding);
  }
  return String(value);
}
