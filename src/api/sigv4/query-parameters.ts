import { IncompleteSignature } from './signature-errors.ts';

export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/** The parameters of a query string, decoded, in the order they are sent. */
export function parseQuery(query: string): readonly QueryParameter[] {
  const parameters: QueryParameter[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    parameters.push(
      equals < 0
        ? { name: decode(part), value: '' }
        : { name: decode(part.slice(0, equals)), value: decode(part.slice(equals + 1)) },
    );
  }
  return parameters;
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new IncompleteSignature('The query string has broken percent-encoding.');
  }
}
