import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { generateConsolePolicies } from '../../src/policy-generator/console/generate-console-policies.ts';
import { integrations } from '../../src/policy-generator/integrations/index.ts';
import { aMachine, aTaskOf } from './a-machine.ts';
import { opened, type PatternName, samples, suffixes } from './sample-tasks.ts';
import { type StatementJson, statementSet } from './statement-sets.ts';

const file = new URL('../../../shared/reference/iam-templates.json', import.meta.url);

interface Template {
  readonly id: string;
  readonly variants: readonly {
    readonly patterns: readonly PatternName[];
    readonly resources: string;
    readonly statements: readonly StatementJson[];
  }[];
}

const templates = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly templates: readonly Template[] }).templates
  : [];

const cases = templates.flatMap(({ id, variants }) =>
  variants
    // What was seen of a console once is no template of today's.
    .filter(({ resources }) => resources !== 'static-console-observed')
    .flatMap(({ patterns, resources, statements }) =>
      patterns.map((pattern) => ({
        name: `${id} ${pattern} ${resources}`,
        id,
        pattern,
        resources,
        statements,
      })),
    ),
);

describe.skipIf(cases.length === 0)(
  'the console profile writes each template as AWS documents it (skipped where the templates are not at hand)',
  () => {
    test.each(cases)('$name', ({ id, pattern, resources, statements }) => {
      const sample = samples[`${id} ${resources}`] ?? samples[id];
      if (sample === undefined) throw new Error(`no sample for ${id}`);
      const isDynamic = resources === 'dynamic';
      const parameters = isDynamic ? opened(sample) : sample.parameters;
      const machine = aMachine(aTaskOf(`${id}${suffixes[pattern]}`, parameters));
      const { policies } = generateConsolePolicies([machine]).executionRole;
      const written = statementSet(policies.flatMap(({ Statement }) => Statement));
      expect(written).toEqual(statementSet(filled(statements, sample.gaps ?? {})));
    });

    test('every integration of the templates is known to both profiles', () => {
      expect(templates.map(({ id }) => id).filter((id) => !integrations.has(id))).toEqual([]);
    });
  },
);

function filled(
  statements: readonly StatementJson[],
  gaps: Readonly<Record<string, string>>,
): readonly StatementJson[] {
  const all = { partition: 'aws', region: 'us-east-1', account: '111122223333', ...gaps } as Record<
    string,
    string
  >;
  return JSON.parse(
    JSON.stringify(statements).replace(/\{\{([^}]+)\}\}/g, (whole, name: string) => all[name] ?? whole),
  ) as readonly StatementJson[];
}

const work = 'arn:aws:lambda:us-east-1:111122223333:function';
const invoke = 'arn:aws:states:::lambda:invoke';
const targetRole = 'arn:aws:iam::444455556666:role/Target';

const machines = [
  {
    title: 'different tables share a statement, whatever their tasks do with items',
    tasks: [
      { Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 'a' } },
      { Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 'b' } },
    ],
    statements: [
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        Resource: ['a', 'b'].map((name) => `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`),
      },
    ],
  },
  {
    title: 'a wildcard swallows what it stands for',
    tasks: [
      { Resource: 'arn:aws:states:::codebuild:stopBuild', Parameters: { Id: 'web:1' } },
      { Resource: 'arn:aws:states:::codebuild:stopBuild', Parameters: { 'Id.$': '$.id' } },
    ],
    statements: [
      {
        Effect: 'Allow',
        Action: 'codebuild:StopBuild',
        Resource: 'arn:aws:codebuild:us-east-1:*:project/*',
      },
    ],
  },
  {
    title: 'a text that an intrinsic function makes is not written out',
    tasks: [{ Resource: invoke, Parameters: { 'FunctionName.$': "States.Format('work-{}', $.kind)" } }],
    statements: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }],
  },
  {
    title: 'a task beside an activity keeps its permission',
    tasks: [
      { Resource: 'arn:aws:states:us-east-1:111122223333:activity:approve' },
      { Resource: `${work}:work` },
    ],
    statements: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${work}:work` }],
  },
  {
    title: 'a task that calls as a target role needs only to assume it',
    tasks: [
      {
        Resource: 'arn:aws:states:::glue:startJobRun.sync',
        Parameters: { JobName: 'j' },
        Credentials: { RoleArn: targetRole },
      },
    ],
    statements: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: targetRole }],
  },
] as const;

describe('the console profile', () => {
  test.each(machines)('$title', ({ tasks, statements }) => {
    const states = tasks.map((task, index) => [
      `S${index}`,
      { Type: 'Task', ...task, ...(index === tasks.length - 1 ? { End: true } : { Next: `S${index + 1}` }) },
    ]);
    const definition = { StartAt: 'S0', States: Object.fromEntries(states) } as JsonObject;
    const { policies } = generateConsolePolicies([aMachine(definition)]).executionRole;
    expect(statementSet(policies.flatMap(({ Statement }) => Statement))).toEqual(statementSet(statements));
  });

  test('denies everything to a machine without tasks, and grants logs and traces where they are on', () => {
    const definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
    const written = (more: object) =>
      generateConsolePolicies([aMachine(definition, more)]).executionRole.policies.flatMap(({ Statement }) =>
        Statement.map(({ Effect, Action }) => `${Effect} ${Action[0]} ${Action.length}`),
      );
    expect(written({})).toEqual(['Deny * 1']);
    expect(written({ isLogged: true, isTraced: true })).toEqual([
      'Deny * 1',
      'Allow logs:CreateLogDelivery 10',
      'Allow xray:PutTraceSegments 4',
    ]);
  });
});
