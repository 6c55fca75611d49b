import type { JsonObject } from '../../src/base/json.ts';
import { optimizedServices } from '../../src/connectors/catalog/optimized.ts';
import { callsOf, type StateCall } from '../../src/policy-generator/calls.ts';
import { distributedMapNeeds } from '../../src/policy-generator/distributed-map.ts';
import { integrations } from '../../src/policy-generator/integrations/index.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import { machineNeeds } from '../../src/policy-generator/machine-needs.ts';
import type { Need, NeedGroup, Remark } from '../../src/policy-generator/need.ts';
import { aMachine, aTaskOf } from './a-machine.ts';
import { opened, type Sample, samples } from './sample-tasks.ts';

/** Where a sample is to show more than its test needs. */
const richer: Readonly<Record<string, Sample>> = {
  'batch:submitJob': {
    parameters: { JobName: 'nightly', JobDefinition: 'work:1', JobQueue: 'main' },
    open: ['JobDefinition', 'JobQueue'],
  },
  'glue:startJobRun': { parameters: { JobName: 'etl' }, open: ['JobName'] },
  'databrew:startJobRun': { parameters: { Name: 'clean' }, open: ['Name'] },
  'eks:deleteCluster': { parameters: { Name: 'main' }, open: ['Name'] },
};

/** Why a permission of each group is needed. */
const reasons: Readonly<Record<NeedGroup, string>> = {
  call: 'for the call that the task makes',
  poll: 'to look whether the job has ended, where no event says so',
  events: 'to be told of the end of the job; tried when the state machine is created or updated',
  cancel: 'to end the job when the execution is stopped before it',
  'pass-role': 'to hand the role to the service that acts as it',
};

const groups = Object.keys(reasons) as readonly NeedGroup[];

/** The page of what every integration needs, made by the generator's own tables. */
export function policyPage(): string {
  const names = [...integrations.keys()].sort();
  const services = [...new Set(names.map((name) => name.split(':')[0] ?? ''))];
  return [
    ...introduction,
    ...services.flatMap((service) => [
      `## ${service}`,
      '',
      ...names.filter((name) => name.startsWith(`${service}:`)).flatMap(integrationSection),
    ]),
    ...distributedMapSection(),
    ...machineSection(),
    ...closing,
  ].join('\n');
}

const introduction = [
  '# What each integration needs',
  '',
  'The permissions that `stepwell policy generate` writes for a task, and why. Written by `node scripts/generate-policy-docs.mjs` from',
  'the tables that the generator itself uses.',
  '',
  'Each section shows one task and what it needs: `REGION` and `ACCOUNT` are those of the role that makes the call. A parameter that',
  'only a run fills in (a path, an intrinsic function, an expression) leaves open what it names; what is needed then is in a line of',
  'its own, and a remark names the field. Where a part of the text is written out, that part stays in the ARN.',
  '',
  '| group     | why                                                                                   |',
  '| --------- | ------------------------------------------------------------------------------------- |',
  ...groups.map((group) => `| ${group.padEnd(9)} | ${reasons[group].padEnd(85)} |`),
  '',
  'A task with `Credentials` makes its call as the target role: that role gets all of this but the events, and the execution role',
  'gets `sts:AssumeRole` on it. An activity needs nothing.',
  '',
];

function integrationSection(name: string): readonly string[] {
  const sample = richer[name] ?? samples[name] ?? { parameters: {} };
  const patterns = patternsOf(name);
  const lines = [`### ${name}`, '', `${inline(sample.parameters)}`, ''];
  const known = patterns.map((suffix) => ({ suffix, ...needsOf(name, suffix, sample.parameters) }));
  lines.push(...needsTable(known, patterns.length));
  lines.push(...remarkLines(known.flatMap(({ remarks }) => remarks)));
  if (sample.open !== undefined) {
    const written = new Set(known.flatMap(({ needs }) => needs.flatMap(grantsOf)));
    const dynamic = patterns.flatMap((suffix) => needsOf(name, suffix, opened(sample)).needs);
    const wider = [...new Set(dynamic.flatMap(grantsOf))].filter((grant) => !written.has(grant));
    const open = sample.open.map((field) => `\`${field}\``).join(', ');
    lines.push(`Where only a run says ${open}: ${wider.join('; ') || 'the same'}.`, '');
  }
  return lines;
}

function inline(parameters: JsonObject): string {
  const text = placed(JSON.stringify(parameters, undefined, 1).replace(/\n\s*/g, ' '));
  return text === '{}' ? 'Whatever its parameters are:' : `With \`${text}\`:`;
}

interface PatternNeeds {
  readonly suffix: string;
  readonly needs: readonly Need[];
}

/** One line for each action and reason, with the patterns that need it where not all do. */
function needsTable(of: readonly PatternNeeds[], patternCount: number): readonly string[] {
  const rows = new Map<string, { readonly need: Need; readonly suffixes: Set<string> }>();
  for (const { suffix, needs } of of) {
    for (const need of needs) {
      const key = JSON.stringify(need);
      const row = rows.get(key) ?? { need, suffixes: new Set() };
      rows.set(key, row);
      row.suffixes.add(suffix);
    }
  }
  if (rows.size === 0) return ['Nothing.', ''];
  const sorted = [...rows.values()].sort(
    (left, right) => groups.indexOf(left.need.group) - groups.indexOf(right.need.group),
  );
  return table(
    ['group', 'actions', 'resources', 'patterns'],
    sorted.map(({ need: { group, actions, resources, condition }, suffixes }) => [
      group,
      actions.map((action) => `\`${action}\``).join(', '),
      `${resources.map((resource) => `\`${placed(resource)}\``).join(', ')}${
        condition === undefined ? '' : `, if \`${placed(JSON.stringify(condition))}\``
      }`,
      suffixes.size === patternCount ? 'all' : [...suffixes].map((suffix) => `\`${suffix}\``).join(', '),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function grantsOf({ actions, resources }: Need): readonly string[] {
  return actions.map((action) => `\`${action}\` on \`${resources.map(placed).join('`, `')}\``);
}

function remarkLines(remarks: readonly Remark[]): readonly string[] {
  const messages = [...new Set(remarks.map(({ message }) => message))];
  return messages.length === 0 ? [] : [...messages.map((message) => `- ${message}`), ''];
}

function patternsOf(name: string): readonly string[] {
  const [service = '', action = ''] = name.split(':');
  const suffixes = optimizedServices[service]?.actions[action]?.suffixes ?? [''];
  return suffixes.map((suffix) => suffix || 'request response');
}

function needsOf(
  name: string,
  suffix: string,
  parameters: JsonObject,
): { readonly needs: readonly Need[]; readonly remarks: readonly Remark[] } {
  const resource = suffix === 'request response' ? name : `${name}${suffix}`;
  const [call] = callsOf(aMachine(aTaskOf(resource, parameters)));
  return (
    (call?.type === 'Task' ? integrations.get(name)?.needs(call) : undefined) ?? { needs: [], remarks: [] }
  );
}

/** `text` without the places that the samples happen to have. */
function placed(text: string): string {
  return text
    .replaceAll('us-east-1', 'REGION')
    .replaceAll('111122223333', 'ACCOUNT')
    .replaceAll('MyWorkflow', 'STATE-MACHINE');
}

const maps: readonly { readonly title: string; readonly executionType: string; readonly map: JsonObject }[] =
  [
    { title: 'Standard child executions', executionType: 'STANDARD', map: {} },
    { title: 'Express child executions', executionType: 'EXPRESS', map: {} },
    {
      title: 'reading an object',
      executionType: 'EXPRESS',
      map: reader('getObject', { Bucket: 'b', Key: 'k.csv' }),
    },
    {
      title: 'reading an S3 inventory',
      executionType: 'EXPRESS',
      map: reader(
        'getObject',
        { Bucket: 'b', Key: 'inventory/2024-01-01T00-00Z/manifest.json' },
        { ManifestType: 'S3_INVENTORY' },
      ),
    },
    {
      title: 'listing objects',
      executionType: 'EXPRESS',
      map: reader('listObjectsV2', { Bucket: 'b', Prefix: 'in/' }),
    },
    {
      title: 'listing objects and reading them (`LOAD_AND_FLATTEN`)',
      executionType: 'EXPRESS',
      map: reader(
        'listObjectsV2',
        { Bucket: 'b', Prefix: 'in/' },
        { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
      ),
    },
    {
      title: 'writing results',
      executionType: 'EXPRESS',
      map: {
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'b', Prefix: 'out' },
        },
      },
    },
  ];

function reader(
  action: string,
  parameters: JsonObject,
  config: JsonObject = { InputType: 'CSV' },
): JsonObject {
  return {
    ItemReader: { Resource: `arn:aws:states:::s3:${action}`, ReaderConfig: config, Parameters: parameters },
  };
}

function distributedMapSection(): readonly string[] {
  const start = mapNeeds('EXPRESS', {}).needs.flatMap(grantsOf);
  return [
    '## Distributed Map',
    '',
    'A Map of mode `DISTRIBUTED`; `MAP` is its `Label`, or `*` where AWS chooses one. The machine is named by its ARN as text, so that role and',
    'machine can be made in either order.',
    '',
    ...maps.flatMap(({ title, executionType, map }) => {
      const { needs, remarks } = mapNeeds(executionType, map);
      const isBare = Object.keys(map).length === 0;
      const own = isBare
        ? needs
        : needs.filter((need) => !grantsOf(need).every((grant) => start.includes(grant)));
      return [`### ${title}`, '', ...needsTable([{ suffix: 'all', needs: own }], 1), ...remarkLines(remarks)];
    }),
  ];
}

function mapNeeds(executionType: string, map: JsonObject): ReturnType<typeof distributedMapNeeds> {
  const [call]: readonly StateCall[] = callsOf(
    aMachine({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Label: 'MAP',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
            StartAt: 'Nothing',
            States: { Nothing: { Type: 'Pass', End: true } },
          },
          ...map,
          End: true,
        },
      },
    }),
  );
  return call?.type === 'DistributedMap' ? distributedMapNeeds(call) : { needs: [], remarks: [] };
}

const settings: readonly { readonly title: string; readonly more: Partial<Machine> }[] = [
  { title: 'Logging', more: { isLogged: true } },
  { title: 'Tracing', more: { isTraced: true } },
  {
    title: 'A customer managed key',
    more: { kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/KEY' },
  },
];

function machineSection(): readonly string[] {
  return [
    '## Settings of the state machine',
    '',
    ...settings.flatMap(({ title, more }) => [
      `### ${title}`,
      '',
      ...needsTable([{ suffix: 'all', needs: machineNeeds(aMachine({}, more)).map(withoutName) }], 1),
    ]),
  ];
}

function withoutName({ group, actions, resources, condition }: Need): Need {
  return { group, actions, resources, condition };
}

const closing = [
  '## AWS SDK integrations',
  '',
  '`aws-sdk:SERVICE:ACTION` needs the action of IAM that the API asks about: mostly the one of the same name below the prefix of the',
  "service (`sfn` is `states`, `cloudwatchlogs` is `logs`), else the one that the service's guide names (`s3:listBuckets` is",
  "`s3:ListAllMyBuckets`, API Gateway's are HTTP methods). IAM's own data says of which types its resources are; the ARN is filled in from",
  'the parameters that name one, with a wildcard for what none names. Roles in the parameters need `iam:PassRole`, with',
  '`iam:PassedToService` where the service is known. An action that IAM does not know gets a remark and no statement.',
  '',
];
