import { Failure } from '../../base/failure.ts';
import { type Json, type JsonObject, parseJson, plainJson } from '../../base/json.ts';
import type { HttpHeaders, HttpResponse } from './endpoint-session.ts';

/** The body as text; undefined where it is no UTF-8. */
export function bodyText({ body }: HttpResponse): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

export function headerOf(headers: HttpHeaders, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** An answer as the result of a task. */
export function httpResult(response: HttpResponse, text: string): JsonObject {
  return {
    Headers: headerLists(response.headers),
    ResponseBody: parsedBody(response, text),
    StatusCode: response.status,
    StatusText: response.statusText,
  };
}

/** Every header with the list of its values. */
function headerLists(headers: HttpHeaders): JsonObject {
  const lists = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  }
  return Object.fromEntries(lists);
}

/** JSON where the answer says that it is, and text otherwise. */
function parsedBody({ headers }: HttpResponse, text: string): Json {
  if (!/^[^;]*\bjson\b/i.test(headerOf(headers, 'content-type') ?? '')) return text;
  try {
    return plainJson(parseJson(text));
  } catch {
    return text;
  }
}

/** What a task may return. Source: Developer Guide, "Service quotas". */
export function resultTooLarge(resourceType: string): Failure {
  return new Failure(
    'States.DataLimitExceeded',
    `The state/task '${resourceType}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
