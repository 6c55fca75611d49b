import { isUtf8 } from 'node:buffer';
import { AwsError } from '../../base/aws-error.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { type ApiModel, type Member, type Shape, shapeOf, structureOf } from '../model/model.ts';
import { SerializationException } from './errors.ts';
import { type FormNode, parseForm } from './form.ts';
import { parseJsonContent } from './json-content.ts';
import type { HttpRequest } from './protocol.ts';

/** An input from its parts of the request: labels of the path, query string, headers, and body. */
export type ReadRest = (
  request: HttpRequest,
  content: Buffer,
  labels: ReadonlyMap<string, string>,
) => JsonObject;

/** The payload of an invocation is no text. */
export class InvalidRequestContentException extends AwsError {
  readonly code = 'InvalidRequestContentException';
}

export function compileRestReader(model: ApiModel, operationName: string): ReadRest {
  const input = model.operations[operationName]?.input;
  if (input === undefined) return () => ({});
  const { members, payload } = structureOf(model, input);
  const located = Object.entries(members).flatMap(([name, member]) => locatedReader(model, name, member));
  return (request, content, labels) => {
    // The members of the body first, so that it cannot overrule what the path names.
    const read: Record<string, Json> = payload === undefined ? { ...parseJsonContent(content) } : {};
    if (payload !== undefined && content.length > 0) read[payload] = payloadText(content);
    const parts: RequestParts = { request, labels, query: parseForm(request.query) };
    for (const { name, find, convert } of located) {
      const text = find(parts);
      if (text === undefined) delete read[name];
      else read[name] = convert(text);
    }
    return read;
  };
}

interface RequestParts {
  readonly request: HttpRequest;
  readonly labels: ReadonlyMap<string, string>;
  readonly query: FormNode;
}

interface LocatedReader {
  readonly name: string;
  readonly find: (parts: RequestParts) => string | undefined;
  readonly convert: (text: string) => Json;
}

/** The reader of a member outside the body; none for one within it. */
function locatedReader(model: ApiModel, name: string, member: Member): readonly LocatedReader[] {
  const wireName = member.locationName ?? name;
  const convert = textConverter(shapeOf(model, member.shape));
  switch (member.location) {
    case 'uri':
      return [{ name, convert, find: ({ labels }) => labels.get(wireName) }];
    case 'querystring':
      return [{ name, convert, find: ({ query }) => query.children.get(wireName)?.text }];
    case 'header': {
      const header = wireName.toLowerCase();
      return [{ name, convert, find: ({ request }) => headerText(request, header) }];
    }
    case 'headers':
    case 'statusCode':
    case undefined:
      return [];
  }
  return member.location satisfies never;
}

function textConverter({ type }: Shape): (text: string) => Json {
  switch (type) {
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return (text) => {
        const value = Number(text);
        if (text.trim() === '' || Number.isNaN(value)) {
          throw new SerializationException('STRING_VALUE can not be converted to an Integer');
        }
        return value;
      };
    case 'boolean':
      return (text) => text === 'true';
    default:
      return (text) => text;
  }
}

function headerText({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function payloadText(content: Buffer): string {
  if (!isUtf8(content)) {
    throw new InvalidRequestContentException('Could not parse request body into json: Invalid UTF-8');
  }
  return content.toString('utf8');
}
