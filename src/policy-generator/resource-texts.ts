import { formatArn, type Place } from '../base/arn.ts';
import type { TextPattern } from './foreseen.ts';
import { arnPattern, resourcePart } from './resource-pattern.ts';

/** The ARN that a text is or stands for: an ARN, or a queue's URL. */
export function arnOfText(pattern: TextPattern, place: Place): string | undefined {
  const [first = ''] = pattern;
  if (first.startsWith('arn:')) return arnPattern(pattern);
  const [protocol, , host, account, ...names] = first.split('/');
  if (!protocol?.startsWith('http') || !/\bsqs?\b|queue/.test(host ?? '') || names.length === 0)
    return undefined;
  const name = resourcePart([names.join('/'), ...pattern.slice(1)]);
  return formatArn({ ...place, service: 'sqs', account: account ?? place.account, resource: name });
}

/** Whether a text is an ARN or an address, or may become one. */
export function mayBeWhole([first = '', ...more]: TextPattern): boolean {
  if (more.length === 0) return first.startsWith('arn:') || first.startsWith('http');
  return ['arn:', 'http'].some((start) => start.startsWith(first) || first.startsWith(start));
}

/**
 * What a text that names a resource makes of the variable of its ARN, each of them with wildcards for what no run's text says
 * either: an account's secrets have random characters behind their names.
 */
export function partsOfText(variable: string, pattern: TextPattern, before: string): readonly string[] {
  const change = changes[variable];
  if (change !== undefined) return change(pattern);
  const [first = ''] = pattern;
  // Ids repeat the letters that the ARN has before them: `ou-`.
  const repeated = /[^/:]*$/.exec(before)?.[0] ?? '';
  if (repeated !== '' && first.startsWith(repeated))
    return [resourcePart([first.slice(repeated.length), ...pattern.slice(1)])];
  return [resourcePart(pattern)];
}

const changes: Readonly<Record<string, (pattern: TextPattern) => readonly string[]>> = {
  // A role's path belongs to its ARN and not to its name.
  RoleNameWithPath: withPath,
  UserNameWithPath: withPath,
  GroupNameWithPath: withPath,
  InstanceProfileNameWithPath: withPath,
  PolicyNameWithPath: withPath,
  CertificateNameWithPath: withPath,
  // An alias is authorized as the key that it stands for.
  KeyId: ([first = '', ...more]) => (first.startsWith('alias/') ? ['*'] : [resourcePart([first, ...more])]),
  ParameterNameWithoutLeadingSlash: ([first = '', ...more]) => [
    resourcePart([first.replace(/^\//, ''), ...more]),
  ],
  SecretId: (pattern) => [`${resourcePart(pattern)}-??????`],
};

function withPath(pattern: TextPattern): readonly string[] {
  const name = resourcePart(pattern);
  return [name, `*/${name}`];
}
