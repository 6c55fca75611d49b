import type { Json } from '../base/json.ts';
import { parseDocument, type StatementFields } from './document.ts';
import { MalformedPolicyDocument, syntaxErrors } from './malformed-policy-document.ts';
import { variableNames } from './template.ts';

/** The condition keys that a statement reads, as it spells them, each once. */
export interface ReferencedKeys {
  /** In its Resource or NotResource, as policy variables. */
  readonly inResource: readonly string[];
  /** In its Condition: the keys asked about, and those in the values they are compared with. */
  readonly inCondition: readonly string[];
}

const none: readonly string[] = [];

/** `hasPolicyVariables` is false for policies of version 2008-10-17, in which `${…}` is plain text. */
export function referencedKeys(fields: StatementFields, hasPolicyVariables: boolean): ReferencedKeys {
  const { conditions, Resource: resource, NotResource: notResource } = fields;
  const variables = (text: string) => (hasPolicyVariables ? variableNames(text) : none);
  return {
    inResource: distinct((resource ?? notResource ?? none).flatMap(variables)),
    inCondition: distinct(conditions.flatMap(({ key, values }) => [key, ...values.flatMap(variables)])),
  };
}

/**
 * The condition keys that a policy of any kind reads, in the order in which it names them.
 *
 * Throws MalformedPolicyDocument for what is no policy document.
 */
export function documentContextKeys(text: string): readonly string[] {
  const { version, statements } = parseDocument(parseText(text));
  const keys = statements.flatMap((fields) => {
    const { inResource, inCondition } = referencedKeys(fields, version === '2012-10-17');
    return [...inResource, ...inCondition];
  });
  return distinct(keys);
}

/** `keys` without those that differ from an earlier one only by case. */
export function distinct(keys: readonly string[]): readonly string[] {
  if (keys.length < 2) return keys;
  const byLoweredName = new Map<string, string>();
  for (const key of keys) {
    const lowered = key.toLowerCase();
    if (!byLoweredName.has(lowered)) byLoweredName.set(lowered, key);
  }
  return [...byLoweredName.values()];
}

function parseText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new MalformedPolicyDocument(syntaxErrors);
  }
}
