import { type JsonObject, jsonText } from '../../../../base/json.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '../../../../connectors/http/endpoint-session.ts';

const protocol = 'HTTP/1.1';

/** The API's InspectionDataRequest. */
export function shownRequest({ method, url, headers, body }: HttpRequest): JsonObject {
  const host = ['Host', new URL(url).host] as const;
  return {
    protocol,
    method,
    url,
    headers: headersText([...headers, host]),
    ...(body !== undefined && { body }),
  };
}

/** The API's InspectionDataResponse. */
export function shownResponse({ status, statusText, headers, body }: HttpResponse): JsonObject {
  return {
    protocol,
    statusCode: String(status),
    statusMessage: statusText,
    headers: headersText(headers),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
  };
}

/** JSON, with a list where a header comes more than once. */
function headersText(headers: HttpHeaders): string {
  const shown = new Map<string, string | string[]>();
  for (const [name, value] of headers) {
    const before = shown.get(name);
    shown.set(name, before === undefined ? value : [before, value].flat());
  }
  return jsonText(Object.fromEntries(shown));
}
