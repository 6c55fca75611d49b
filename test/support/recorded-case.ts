import { readdirSync, readFileSync } from 'node:fs';
import { assert } from '../../src/base/assert.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { someFacts } from './engine-driver.ts';

/** One execution that AWS ran, with the history it wrote. */
export interface RecordedExecution {
  readonly definition: string;
  readonly input: string | undefined;
  readonly type: string;
  /** With what `someFacts` has for the names they went by. */
  readonly events: readonly JsonObject[];
}

/** A file of recorded AWS answers. */
export interface RecordedCase {
  readonly file: string;
  readonly kind: string;
  readonly provenance: string;
  readonly executions: readonly RecordedExecution[];
  /** Words of the recording that stand for any value. */
  readonly anyValue: ReadonlySet<string>;
}

/** Begins what stands for an answer of another service, which nobody gave here. */
export const unknownName = 'unknown:';

interface CaseFile {
  readonly kind: string;
  readonly aws: { readonly provenance: string };
  readonly steps?: readonly Step[];
  readonly expected?: JsonObject;
  readonly tokens?: readonly { readonly token: string; readonly equals?: { readonly $ref?: string } }[];
}

interface Step {
  readonly id?: string;
  readonly type: string;
  readonly operation?: string;
  readonly params?: JsonObject;
  readonly key?: string;
  readonly value?: Json;
}

export function readRecordedCases(folder: URL): readonly RecordedCase[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return files
    .filter((file) => file.includes('/') && file.endsWith('.json'))
    .map((file) => recordedCase(file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile));
}

function recordedCase(file: string, { kind, aws, steps = [], expected, tokens = [] }: CaseFile) {
  const names: [string, string][] = [
    ['<partition>', 'aws'],
    ['<region>', someFacts.region],
  ];
  const anyValue = new Set(['timestamp', 'datetime', 'date']);
  for (const { token, equals } of tokens) {
    if (equals?.$ref === undefined) anyValue.add(token);
    else names.push([token, resolveReference(equals.$ref)]);
  }
  const executions = steps.flatMap((step) => recordedExecution(step, { steps, expected, names }) ?? []);
  return { file, kind, provenance: aws.provenance, executions, anyValue };
}

function recordedExecution(
  { type, key = '', value }: Step,
  {
    steps,
    expected = {},
    names,
  }: { readonly steps: readonly Step[]; expected: JsonObject | undefined; names: [string, string][] },
): RecordedExecution | undefined {
  const answer = expected[key];
  if (type !== 'match' || !isJsonObject(value) || !isJsonObject(answer)) return undefined;
  if (!isJsonArray(answer.events)) return undefined;
  const history = findStep(steps, value);
  const start = history && findStep(steps, history.params?.executionArn);
  const machine = start && findStep(steps, start.params?.stateMachineArn);
  if (history?.operation !== 'get_execution_history' || machine?.operation !== 'create_state_machine')
    return undefined;
  const input = start?.params?.input;
  return {
    definition: resolveText(machine.params?.definition),
    input: input === undefined ? undefined : resolveText(input),
    type: typeof machine.params?.type === 'string' ? machine.params.type : 'STANDARD',
    events: JSON.parse(named(JSON.stringify(answer.events), names)) as readonly JsonObject[],
  };
}

function findStep(steps: readonly Step[], reference: Json | undefined): Step | undefined {
  if (!isJsonObject(reference) || typeof reference.$ref !== 'string') return undefined;
  const [id] = reference.$ref.split('.');
  return steps.find((step) => step.id === id);
}

/** `text` with the recording's words for names replaced by the names. */
function named(text: string, names: readonly [string, string][]): string {
  const longestFirst = [...names].sort(([left], [right]) => right.length - left.length);
  return longestFirst.reduce((replaced, [token, name]) => replaced.replaceAll(token, name), text);
}

function resolveText(text: Json | undefined): string {
  if (typeof text === 'string') return text;
  assert(isJsonObject(text) && typeof text.$template === 'string', `a text, not ${JSON.stringify(text)}`);
  return text.$template.replace(/(\$?)\$\{([^}]*)\}/g, (whole, escaped: string, reference: string) =>
    escaped === '' ? resolveReference(reference) : whole.slice(1),
  );
}

/** What a member of a step's answer is called here. */
function resolveReference(reference: string): string {
  const [path = '', ...filters] = reference.split('|');
  const [id = '', ...members] = path.split('.');
  const value = resolveMember(id, members.at(-1) ?? '');
  return filters.includes('part:-1') ? (value.split(':').at(-1) ?? '') : value;
}

function resolveMember(id: string, member: string): string {
  switch (member) {
    case 'FunctionName':
      return `function-${id}`;
    case 'FunctionArn':
      return `arn:aws:lambda:${someFacts.region}:111111111111:function:function-${id}`;
    case 'arn':
      return someFacts.roleArn;
    case 'stateMachineArn':
      return someFacts.stateMachineArn;
    case 'executionArn':
      return someFacts.executionArn;
    default:
      return `${unknownName}${id}.${member}`;
  }
}
