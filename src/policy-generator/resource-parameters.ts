import { type Foreseen, itemsOf, type TextPattern } from './foreseen.ts';
import type { ResourceTemplate } from './resource-template.ts';

/** A parameter that names resources. */
export interface ResourceParameter {
  readonly name: string;
  readonly value: Foreseen;
}

/** The parameters of a call by their names in small letters. */
export function parametersByName(parameters: Foreseen): ReadonlyMap<string, ResourceParameter> {
  const members = parameters.kind === 'Object' ? [...parameters.members] : [];
  return new Map([
    // RDS has names with and without its DB.
    ...members.map(([name, value]) => [name.toLowerCase().replace(/^db/, ''), { name, value }] as const),
    ...members.map(([name, value]) => [name.toLowerCase(), { name, value }] as const),
  ]);
}

/** What a parameter may hold, of one text or of a list of them; undefined where only a run says. */
export function patternsOf(value: Foreseen): readonly TextPattern[] | undefined {
  if (value.kind === 'Text') return value.patterns;
  if (value.kind === 'Scalar') return value.value === null ? [] : [[String(value.value)]];
  const items = itemsOf(value)?.map(patternsOf);
  if (items === undefined || items.includes(undefined)) return undefined;
  return items.flatMap((patterns) => patterns ?? []);
}

/** Names, in small letters, that a parameter may have which holds the whole ARN of a resource. */
export function wholeArnNames(
  type: string,
  { variables }: ResourceTemplate,
  action: string,
): readonly string[] {
  const noun = nounOf(type);
  const stem = stemOf(variables.at(-1) ?? '');
  const names = [`${noun}arn`, `${noun}arns`, `${stem}arn`, `${stem}arns`, 'resourcearn', 'resourcearns'];
  if (isAbout(action, noun) || isAbout(action, stem)) names.push('arn', 'arns', 'resource', 'identifier');
  return names;
}

/**
 * Names, in small letters, that a parameter may have which fills the variable at `index`. Those that any resource may go by,
 * such as Name, are meant where the action's own name says what it is about: StartCrawler.
 */
export function variableNames(
  type: string,
  { variables }: ResourceTemplate,
  index: number,
  action: string,
): readonly string[] {
  const variable = wordsOf(variables[index] ?? '');
  const stem = stemOf(variables[index] ?? '');
  const names = [variable, `${variable}s`, ...(synonyms[variable] ?? [])];
  if (action.startsWith('kms:ReEncrypt'))
    names.push(action.endsWith('To') ? 'destinationkeyid' : 'sourcekeyid');
  if (stem !== '') names.push(...namesAfter(stem));
  const noun = nounOf(type);
  if (variables.length === 1) {
    names.push(...namesAfter(noun));
    // An evaluation job goes by JobIdentifier.
    const kind = /[A-Za-z]*$/.exec(type)?.[0].toLowerCase() ?? '';
    if (kind !== noun && kind.length > 2)
      names.push(`${kind}identifier`, `${kind}id`, `${kind}arn`, `${kind}name`);
  }
  const isLast = index === variables.length - 1;
  if (isLast && (isAbout(action, stem) || isAbout(action, noun)))
    names.push(...(variable.endsWith('id') ? [] : ['name', 'names', 'path']), 'id', 'identifier', 'ids');
  return names;
}

function namesAfter(noun: string): readonly string[] {
  return ['', 's', 'name', 'names', 'id', 'ids', 'arn', 'arns', 'identifier', 'url'].map(
    (end) => `${noun}${end}`,
  );
}

/** What parameters call it that IAM calls otherwise. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  groupfriendlyname: ['autoscalinggroupname', 'autoscalinggroupnames'],
  keypairname: ['keyname'],
  objectname: ['key'],
  securitygroupid: ['groupid', 'groupids'],
};

function wordsOf(text: string): string {
  return text.toLowerCase().replace(/withpath$|withoutleadingslash$/, '');
}

/** `table` of TableName. */
function stemOf(variable: string): string {
  return wordsOf(variable).replace(/(?:name|id|arn|identifier)$/, '');
}

/** `loggroup` of `log-group`. */
function nounOf(type: string): string {
  return type.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** Whether the action's name, its verb aside, is `noun`. */
function isAbout(action: string, noun: string): boolean {
  const words = /^[^:]*:[A-Z][a-z]+(\w*)$/.exec(action)?.[1]?.toLowerCase() ?? '';
  return noun !== '' && (words === noun || words === `${noun}s` || words.startsWith(noun));
}
