import type { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { invalidField, missingField, notAnObject, unusable } from '../parameters.ts';
import { isForbiddenInHttpTask } from './forbidden-headers.ts';
import { encodePairs, FieldReader, type Pairs } from './read-fields.ts';
import { type ArrayFormat, arrayFormats } from './url-encode.ts';

/** What a definition asks of an endpoint, before the connection adds its own. */
export interface Invocation {
  readonly url: URL;
  /** The endpoint with the definition's query parameters, which policies decide about. */
  readonly endpoint: string;
  readonly method: string;
  readonly connectionArn: string;
  readonly headers: Pairs;
  readonly query: Pairs;
  readonly body: Json | undefined;
  /** Undefined for a body that is JSON. */
  readonly urlEncoded: ArrayFormat | undefined;
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const;

/** Source: Developer Guide, "Call HTTPS APIs in Step Functions workflows", HTTP Task fields. */
export function parseInvocation(parameters: Json): Invocation | Failure {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const reader = new FieldReader(parameters, 'http:invoke');
  const address = reader.requiredText('ApiEndpoint');
  const url = address === '' ? undefined : parseEndpoint(address);
  if (address !== '' && url === undefined) reader.problems.push(invalidField('ApiEndpoint'));
  reader.requiredText('Method');
  const method = reader.choice('Method', methods) ?? '';
  const query = reader.pairs('QueryParameters');
  const invocation = {
    method,
    connectionArn: readConnectionArn(reader),
    headers: reader.headers('Headers', isForbiddenInHttpTask),
    query,
    body: reader.get('RequestBody'),
    urlEncoded: readTransform(reader),
  };
  if (url === undefined || reader.problems.length > 0)
    return unusable(parameters, [...new Set(reader.problems)]);
  return { ...invocation, url, endpoint: withQuery(spelled(url, address), query) };
}

/** An address that names a user could look like another host to who reads policies. */
function parseEndpoint(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  url.hash = '';
  return isHttp && url.username === '' && url.password === '' ? url : undefined;
}

/** As it is called, lest `/public/../private` pass for public; a host alone stays as it was written. */
function spelled({ href }: URL, text: string): string {
  return href === `${text}/` ? text : href;
}

export function withQuery(address: string, query: Pairs): string {
  if (query.length === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${encodePairs(query)}`;
}

function readConnectionArn(reader: FieldReader): string {
  const field = reader.get('InvocationConfig') === undefined ? 'Authentication' : 'InvocationConfig';
  const given = reader.object(field);
  if (given === undefined) {
    reader.problems.push(missingField('InvocationConfig'));
    return '';
  }
  return requiredTextOf(given, 'ConnectionArn', reader);
}

function requiredTextOf(given: JsonObject, name: string, { problems }: FieldReader): string {
  const value = given[name];
  if (typeof value === 'string') return value;
  problems.push(value === undefined ? missingField(name) : invalidField(name));
  return '';
}

function readTransform(reader: FieldReader): ArrayFormat | undefined {
  const transform = new FieldReader(reader.object('Transform') ?? {});
  const encoding = transform.choice('RequestBodyEncoding', ['NONE', 'URL_ENCODED'] as const);
  const options = new FieldReader(transform.object('RequestEncodingOptions') ?? {});
  const format = options.choice('ArrayFormat', arrayFormats);
  reader.problems.push(...transform.problems, ...options.problems);
  return encoding === 'URL_ENCODED' ? (format ?? 'INDICES') : undefined;
}
