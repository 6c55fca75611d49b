import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

export const arrayFormats = ['INDICES', 'REPEAT', 'COMMAS', 'BRACKETS'] as const;
export type ArrayFormat = (typeof arrayFormats)[number];

/**
 * A body as a form has it, with lists as `format` says: `a[0]=x&a[1]=y`, `a=x&a=y`, `a=x,y` or `a[]=x&a[]=y`, brackets
 * percent-encoded.
 *
 * Source: Developer Guide, "Call HTTPS APIs in Step Functions workflows", applying URL-encoding on request body.
 */
export function urlEncode(body: JsonObject, format: ArrayFormat): string {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(body)) addField(fields, { name, value, format });
  return fields.join('&');
}

interface Field {
  readonly name: string;
  readonly value: Json;
  readonly format: ArrayFormat;
}

function addField(fields: string[], { name, value, format }: Field): void {
  if (isJsonArray(value)) addList(fields, name, value, format);
  else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value))
      addField(fields, { name: `${name}[${key}]`, value: item, format });
  } else fields.push(`${encodeURIComponent(name)}=${encodeScalar(value)}`);
}

function addList(fields: string[], name: string, list: readonly Json[], format: ArrayFormat): void {
  if (format === 'COMMAS' && list.every((item) => typeof item !== 'object' || item === null)) {
    fields.push(`${encodeURIComponent(name)}=${list.map(encodeScalar).join(',')}`);
    return;
  }
  list.forEach((value, index) => {
    addField(fields, { name: itemName(name, index, format), value, format });
  });
}

function itemName(name: string, index: number, format: ArrayFormat): string {
  if (format === 'REPEAT') return name;
  return format === 'BRACKETS' ? `${name}[]` : `${name}[${index}]`;
}

function encodeScalar(value: Json): string {
  return value === null ? '' : encodeURIComponent(String(value));
}
