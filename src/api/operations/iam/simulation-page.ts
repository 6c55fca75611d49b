import type { JsonObject } from '../../../base/json.ts';
import { optional } from '../typed-operation.ts';
import { InvalidInput } from './errors.ts';
import type { SimulateInput } from './simulate-request.ts';

/** Results of a page where the request names no number. Source: IAM API Reference, "SimulateCustomPolicy". */
const resultsDefault = 100;

/** The actions whose results make the page that is asked for, and what the answer says of further ones. */
export function pageOfActions({ ActionNames, MaxItems = resultsDefault, Marker }: SimulateInput): {
  readonly actions: readonly string[];
  readonly members: JsonObject;
} {
  const start = Marker === undefined ? 0 : parseMarker(Marker);
  const end = Math.min(start + MaxItems, ActionNames.length);
  const isTruncated = end < ActionNames.length;
  const marker = isTruncated ? Buffer.from(String(end)).toString('base64url') : undefined;
  return {
    actions: ActionNames.slice(start, end),
    members: { IsTruncated: isTruncated, ...optional('Marker', marker) },
  };
}

function parseMarker(marker: string): number {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!/^\d{1,9}$/.test(text)) throw new InvalidInput('Invalid Marker.');
  return Number(text);
}
