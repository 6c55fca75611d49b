import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseArn } from '../../src/base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import { neededServices } from '../../src/policy-generator/needed-services.ts';
import type { PolicyStatement } from '../../src/policy-generator/policy.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { aMachine } from './a-machine.ts';

const folder = new URL('../../../shared/samples/', import.meta.url);
/** A file whose definition AWS refuses: it has QueryLanguage among its states. */
const refused = 'shared-fallback-state-jsonata__statemachine__statemachine.asl.json';

const files = (existsSync(folder) ? readdirSync(folder) : []).filter(
  (name) => /\.(?:json|ya?ml)$/.test(name) && name !== refused,
);

/** Account and region that the placeholders are filled in with. */
const place = 'us-east-1:123456789012';

/** ARNs for the fields that take one of a kind; any other placeholder becomes a name. */
const arns: readonly (readonly [field: RegExp, arn: string])[] = [
  [/TopicArn/, `arn:aws:sns:${place}:sample`],
  [/StateMachineArn/, `arn:aws:states:${place}:stateMachine:sample`],
  [/ConnectionArn/, `arn:aws:events:${place}:connection/sample/11111111-2222-3333-4444-555555555555`],
  [/QueueUrl/, `https://sqs.us-east-1.amazonaws.com/123456789012/sample`],
  [/JobDefinition/, `arn:aws:batch:${place}:job-definition/sample:1`],
  [/JobQueue/, `arn:aws:batch:${place}:job-queue/sample`],
  [/RoleArn/, 'arn:aws:iam::123456789012:role/sample'],
  [/EventBusName/, `arn:aws:events:${place}:event-bus/sample`],
];

/** Templates name what their deployment fills in, each author in brackets of his own. */
function fillIn(text: string): string {
  return text
    .replace(/\$\{SNSTopicPublishAction\}/g, 'arn:aws:states:::sns:publish')
    .replace(
      /("?)(Resource)\1(\s*:\s*)"?\$\{[^}"\n]*\}"?/g,
      (_match, quote, name, between) =>
        `${quote}${name}${quote}${between}"arn:aws:lambda:${place}:function:sample"`,
    )
    .replace(/arn:\$\{[^}"]*\}/g, 'arn:aws')
    .replace(/:[$]?[{<][^}>"]*Region[}>]:/gi, ':us-east-1:')
    .replace(/:[$]?[{<][^}>":]*Account[^}>":]*[}>]:/gi, ':123456789012:')
    .replace(
      /("?(\w+)"?\s*:\s*"?)(?:\$\{[^}"\n]*\}|<[A-Za-z]+>)("?\s*[,}\n])/g,
      (match, before: string, field: string, after: string) => {
        const arn = arns.find(([pattern]) => pattern.test(field))?.[1];
        return arn === undefined ? match : `${before}${arn}${after}`;
      },
    )
    .replace(/\$\{[^}"\n]*\}|\{[A-Z-]+\}|<[A-Za-z]+>/g, 'sample');
}

function machineOf(file: string): Machine {
  const definition = parse(fillIn(readFileSync(new URL(file, folder), 'utf8'))) as JsonObject;
  return aMachine(definition, {
    name: file.replace(/\W+/g, '-').slice(0, 80),
    account: '123456789012',
    executionRoleArn: 'arn:aws:iam::123456789012:role/Execution',
  });
}

const machines = files.map(machineOf);

/** The actions, resources and ARNs of statements, with what is wrong about them. */
function problemsOf(
  { Action, Resource, Sid }: PolicyStatement,
  all: ServiceAuthorization,
): readonly string[] {
  const unknownActions = Action.filter((action) => {
    const [prefix = '', name = ''] = action.split(':');
    return all.findAction(prefix, name) === undefined;
  });
  const brokenArns = Resource.filter((resource) => resource !== '*' && !isWellFormed(resource));
  return [...unknownActions, ...brokenArns].map((problem) => `${Sid}: ${problem}`);
}

function isWellFormed(resource: string): boolean {
  const parts = parseArn(resource);
  return (
    parts !== undefined &&
    parts.partition === 'aws' &&
    /^[a-z0-9-]+$/.test(parts.service) &&
    /^(?:|\*|[a-z]{2}-[a-z]+-\d)$/.test(parts.region) &&
    /^(?:|\*|aws|\d{12})$/.test(parts.account) &&
    parts.resource !== '' &&
    !/[<>"\s]|\$\{(?![*?$]\})/.test(parts.resource)
  );
}

/** ARNs that the parameters of a definition's tasks have, text for text. */
function literalArns(value: Json): readonly string[] {
  if (typeof value === 'string') return /^arn:[\w:/*.-]+$/.test(value) ? [value] : [];
  if (isJsonArray(value)) return value.flatMap(literalArns);
  return isJsonObject(value) ? Object.values(value).flatMap((member) => literalArns(member as Json)) : [];
}

describe.skipIf(files.length === 0)(
  'policies for public definitions (skipped where they are not at hand)',
  () => {
    let all: ServiceAuthorization;
    beforeAll(async () => {
      all = await loadServiceAuthorization();
    });

    test.for(machines)('$name has actions that IAM knows, and whole ARNs', (machine) => {
      const { executionRole, targetRoles } = generatePolicies([machine], all);
      const statements = [executionRole, ...targetRoles].flatMap(({ policies }) =>
        policies.flatMap(({ Statement }) => Statement),
      );
      expect(statements.flatMap((statement) => problemsOf(statement, all))).toEqual([]);
    });

    test('a resource that is written out is named in the policy', () => {
      const missing = machines.flatMap((machine) => {
        const { executionRole } = generatePolicies([machine], all);
        const resources = executionRole.policies.flatMap(({ Statement }) =>
          Statement.flatMap(({ Resource }) => Resource),
        );
        return tasksOf(machine.definition)
          .flatMap(resourceFields)
          .filter((name) => !resources.some((resource) => resource.includes(name)))
          .map((name) => `${machine.name}: ${name}`);
      });
      expect(missing).toEqual([]);
    });

    test('all of them take less than two seconds of work in one call', async () => {
      const before = process.cpuUsage();
      const services = await loadServiceAuthorization(neededServices(machines));
      const { executionRole } = generatePolicies(machines, services);
      expect(executionRole.policies.length).toBeGreaterThan(1);
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(2_000_000);
    });
  },
);

function tasksOf(value: Json): readonly JsonObject[] {
  if (isJsonArray(value)) return value.flatMap(tasksOf);
  if (!isJsonObject(value)) return [];
  const within = Object.values(value).flatMap((member) => tasksOf(member as Json));
  return value.Type === 'Task' ? [value, ...within] : within;
}

/** Names and ARNs in the fields that name resources in most services. */
function resourceFields({ Parameters, Arguments, Credentials }: JsonObject): readonly string[] {
  const parameters = Parameters ?? Arguments;
  if (!isJsonObject(parameters) || Credentials !== undefined) return [];
  const names = ['TableName', 'FunctionName', 'Bucket'].flatMap((field) => {
    const name = parameters[field];
    return typeof name === 'string' && !name.startsWith('{%') ? [name] : [];
  });
  const own = ['TopicArn', 'StateMachineArn'].flatMap((field) => literalArns(parameters[field] ?? null));
  return [...names, ...own];
}
