import { formatArn, type Place, parseArn } from '../../base/arn.ts';
import type { Machine } from '../machine.ts';

/**
 * An account and a region that no definition speaks of. Policies that are generated for a machine there show which accounts
 * and regions follow from where the machine is; every other one was written by its author, and stays when a template is
 * deployed elsewhere.
 */
export type StandIn = Place;

export type PlacePart = 'partition' | 'region' | 'account';

/** A text in pieces: what is written out, and what follows from where a template is deployed. */
export type TextPart = string | { readonly place: PlacePart };

/** A place that is nowhere in `machines`, of the same partition. */
export function standInFor(machines: readonly Machine[]): StandIn {
  const written = JSON.stringify(machines);
  const { partition = 'aws', region: own = '' } = machines[0] ?? {};
  const lead = /^(cn|us-gov)-/.exec(own)?.[1] ?? 'us';
  const region = firstMissing(written, (index) => `${lead}-elsewhere-${index}`);
  const account = firstMissing(written, (index) => String(index - 1).padStart(12, '0'));
  return { partition, region, account };
}

function firstMissing(text: string, candidate: (index: number) => string): string {
  for (let index = 1; ; index += 1) {
    if (!text.includes(candidate(index))) return candidate(index);
  }
}

/** `machines` as they would be in `place`, their execution roles with them. */
export function movedTo(machines: readonly Machine[], { region, account }: StandIn): readonly Machine[] {
  return machines.map((machine) => {
    const role = parseArn(machine.executionRoleArn);
    const executionRoleArn = role === undefined ? machine.executionRoleArn : formatArn({ ...role, account });
    return { ...machine, region, account, executionRoleArn };
  });
}

/** `text` of a policy that was generated for `standIn`, in pieces. */
export function textParts(text: string, { partition, region, account }: StandIn): readonly TextPart[] {
  if (!text.includes(region) && !text.includes(account)) return [text];
  const parts: TextPart[] = [];
  const add = (piece: string) => {
    if (piece === region) parts.push({ place: 'region' });
    else if (piece === account) parts.push({ place: 'account' });
    else if (piece !== '') parts.push(piece);
  };
  for (const piece of text.split(new RegExp(`(${region}|${account})`))) add(piece);
  const [first] = parts;
  const arnLead = `arn:${partition}:`;
  if (parts.length === 1 || typeof first !== 'string' || !first.startsWith(arnLead)) return parts;
  return ['arn:', { place: 'partition' }, `:${first.slice(arnLead.length)}`, ...parts.slice(1)];
}
