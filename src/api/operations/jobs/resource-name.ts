import { type Place, parseArn } from '../../../base/arn.ts';

/** What follows `prefix` in an ARN of `service` at `place`, `text` itself where it is no ARN; undefined for any other ARN. */
export function resourceNameIn(
  text: string,
  { service, prefix, place }: { readonly service: string; readonly prefix: string; readonly place: Place },
): string | undefined {
  if (!text.startsWith('arn:')) return text;
  const parts = parseArn(text);
  const isHere =
    parts?.account === place.account && parts.region === place.region && parts.service === service;
  return isHere && parts.resource.startsWith(prefix) ? parts.resource.slice(prefix.length) : undefined;
}
