import type { Json, JsonObject } from '../../base/json.ts';
import { type ApiModel, type Member, type Shape, shapeOf, structureOf } from '../model/model.ts';
import { SerializationException } from './errors.ts';
import { InvalidArgument } from './rest-xml-errors.ts';
import type { RestRequest } from './rest-xml-match.ts';
import { parseXmlContent } from './xml-content.ts';
import { compileXmlReader } from './xml-input.ts';

/** How an operation takes its body: as bytes that come, or as a whole that the input is read from. */
export type BodyForm = 'Bytes' | 'Document';

export interface RestXmlReader {
  readonly bodyForm: BodyForm;
  /** Throws an AwsError where the request has no input. */
  read(request: RestRequest, content: Buffer): JsonObject;
}

/** Members stand in the path, the query, headers or the body, as the model says; a streamed body is no member. */
export function compileRestXmlReader(model: ApiModel, operationName: string): RestXmlReader {
  const input = model.operations[operationName]?.input;
  if (input === undefined) return { bodyForm: 'Document', read: () => ({}) };
  const { members, payload } = structureOf(model, input);
  const body = payload === undefined ? undefined : members[payload];
  const readBody = payload === undefined || body === undefined ? undefined : bodyReader(model, payload, body);
  const located = Object.entries(members).flatMap(([name, member]) => locatedReader(model, name, member));
  return {
    bodyForm: body?.streaming === true ? 'Bytes' : 'Document',
    read(request, content) {
      const read: Record<string, Json> = {};
      readBody?.(content, read);
      for (const { name, find } of located) {
        const value = find(request);
        if (value !== undefined) read[name] = value;
      }
      return read;
    },
  };
}

type ReadBody = (content: Buffer, read: Record<string, Json>) => void;

function bodyReader(model: ApiModel, name: string, member: Member): ReadBody | undefined {
  if (member.streaming === true) return undefined;
  if (shapeOf(model, member.shape).type !== 'structure') {
    return (content, read) => {
      read[name] = content.toString('utf8');
    };
  }
  const readXml = compileXmlReader(model, member.shape);
  return (content, read) => {
    if (content.length > 0) read[name] = readXml(parseXmlContent(content));
  };
}

interface LocatedReader {
  readonly name: string;
  readonly find: (request: RestRequest) => Json | undefined;
}

/** The reader of a member outside the body; none for one within it. */
function locatedReader(model: ApiModel, name: string, member: Member): readonly LocatedReader[] {
  const wireName = member.locationName ?? name;
  const convert = textConverter(shapeOf(model, member.shape), wireName);
  switch (member.location) {
    case 'uri':
      return [{ name, find: ({ labels }) => (name === 'Key' ? labels.Key : labels.Bucket) }];
    case 'querystring':
      return [{ name, find: ({ query }) => convert(query.get(wireName)) }];
    case 'header': {
      const header = wireName.toLowerCase();
      return [{ name, find: (request) => convert(headerText(request, header)) }];
    }
    case 'headers':
      return [{ name, find: (request) => headersWith(request, wireName.toLowerCase()) }];
    case 'statusCode':
    case undefined:
      return [];
  }
  return member.location satisfies never;
}

type ConvertText = (text: string | undefined) => Json | undefined;

function textConverter(shape: Shape, wireName: string): ConvertText {
  switch (shape.type) {
    case 'integer':
    case 'long':
      return given((text) => integerIn(text, wireName));
    case 'float':
    case 'double':
      throw new SerializationException(`${wireName} cannot be read from a header.`);
    case 'boolean':
      return given((text) => text.toLowerCase() === 'true');
    case 'timestamp':
      // A condition whose time nobody can read is no condition.
      return given((text) => {
        const at = Date.parse(text);
        return Number.isNaN(at) ? undefined : at;
      });
    case 'list':
      return given((text) => text.split(',').map((item) => item.trim()));
    default:
      return (text) => text;
  }
}

function given(convert: (text: string) => Json | undefined): ConvertText {
  return (text) => (text === undefined ? undefined : convert(text));
}

const integerMax = 2 ** 31 - 1;

function integerIn(text: string, wireName: string): number {
  const value = Number(text);
  const isLength = wireName.toLowerCase() === 'content-length';
  if (!/^-?\d{1,16}$/.test(text) || (value > integerMax && !isLength)) {
    throw new InvalidArgument(`Provided ${wireName} not an integer or within integer range`, wireName, text);
  }
  return value;
}

function headerText({ http: { headers } }: RestRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function headersWith(request: RestRequest, prefix: string): Json {
  const found: Record<string, string> = {};
  for (const name of Object.keys(request.http.headers)) {
    if (name.startsWith(prefix)) found[name.slice(prefix.length)] = headerText(request, name) ?? '';
  }
  return found;
}
