import {
  type ApiModel,
  apiModels,
  type Member,
  type Shape,
  shapeOf,
  structureOf,
} from '../../src/api/model/model.ts';
import type { ServiceName } from '../../src/api/operation.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';

/** A request as a client puts it on the wire, not yet signed. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One API call in the protocol of its service. Written from the model alone, and of none of the server's code. */
export function wireRequest(service: ServiceName, operationName: string, input: JsonObject): WireRequest {
  const model = apiModels[service];
  const { apiVersion, protocol, jsonVersion = '1.0', targetPrefix = '' } = model.metadata;
  const bare = { method: 'POST', path: '/', query: {} };
  if (protocol === 'json') {
    return {
      ...bare,
      headers: {
        'content-type': `application/x-amz-json-${jsonVersion}`,
        'x-amz-target': `${targetPrefix}.${operationName}`,
      },
      body: JSON.stringify(input),
    };
  }
  if (protocol === 'query') {
    const fields = [['Action', operationName], ['Version', apiVersion], ...formFields(input)];
    return {
      ...bare,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields as [string, string][]).toString(),
    };
  }
  return restRequest(model, operationName, input);
}

function formFields(value: Json, prefix = ''): readonly (readonly [string, string])[] {
  const below = (name: string) => (prefix === '' ? name : `${prefix}.${name}`);
  if (isJsonArray(value))
    return value.flatMap((item, index) => formFields(item, `${prefix}.member.${index + 1}`));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([name, member]) => formFields(member, below(name)));
  return [[prefix, String(value)]];
}

function restRequest(model: ApiModel, operationName: string, input: JsonObject): WireRequest {
  const operation = model.operations[operationName];
  if (operation === undefined) throw new Error(`no operation ${operationName} in the model`);
  const { members, payload } = structureOf(model, operation.input ?? '');
  const [uri = '', fixed = ''] = operation.http.uri.split('?');
  let path = uri;
  const query: Record<string, string | string[]> = Object.fromEntries(new URLSearchParams(fixed));
  const headers: Record<string, string> = {};
  const body: Record<string, Json> = {};
  let whole: string | undefined;
  for (const [name, value] of Object.entries(input)) {
    const { location, locationName = name, shape = '' } = members[name] ?? {};
    if (location === 'uri')
      path = path.replace(new RegExp(`\\{${locationName}\\+?\\}`), encodeURIComponent(String(value)));
    else if (location === 'querystring') query[locationName] = String(value);
    else if (location === 'header') headers[locationName.toLowerCase()] = String(value);
    else if (name === payload)
      whole = payloadText(model, { name: locationName, shape: shapeOf(model, shape) }, value);
    else body[locationName] = value;
  }
  const text = whole ?? (Object.keys(body).length === 0 ? '' : JSON.stringify(body));
  return {
    method: operation.http.method,
    path,
    query,
    headers: text === '' ? headers : { ...headers, 'content-type': 'application/json' },
    body: text,
  };
}

interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

function payloadText(model: ApiModel, { name, shape }: NamedShape, value: Json): string {
  if (shape.type !== 'structure') return String(value);
  return model.metadata.protocol === 'rest-xml'
    ? xmlElement(model, { name, shape }, value)
    : JSON.stringify(value);
}

function xmlElement(model: ApiModel, { name, shape }: NamedShape, value: Json): string {
  const inner = (member: Member | undefined, memberName: string, item: Json) => {
    const memberShape = shapeOf(model, member?.shape ?? '');
    return xmlElement(model, { name: member?.locationName ?? memberName, shape: memberShape }, item);
  };
  if (shape.type === 'list' && isJsonArray(value)) {
    if (shape.flattened === true)
      return value
        .map((item) => xmlElement(model, { name, shape: shapeOf(model, shape.member.shape) }, item))
        .join('');
    return `<${name}>${value.map((item) => inner(shape.member, 'member', item)).join('')}</${name}>`;
  }
  if (shape.type === 'structure' && isJsonObject(value)) {
    const members = Object.entries(value).map(([member, item]) => inner(shape.members[member], member, item));
    return `<${name}>${members.join('')}</${name}>`;
  }
  return `<${name}>${String(value)}</${name}>`;
}
