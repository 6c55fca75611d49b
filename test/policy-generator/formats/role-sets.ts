import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/base/json.ts';
import { type RoleSet, roleSetOf } from '../../../src/policy-generator/formats/role-set.ts';
import type { Machine } from '../../../src/policy-generator/machine.ts';
import { loadServiceAuthorization } from '../../../src/policy-generator/service-authorization-data.ts';
import { aMachine, aTaskOf } from '../a-machine.ts';

const golden = new URL('../../../../shared/reference/policy-golden/', import.meta.url);

export interface NamedRoleSet {
  readonly name: string;
  readonly machines: readonly Machine[];
  readonly set: RoleSet;
}

const services = await loadServiceAuthorization();

/** Role sets that templates have to say something special about, and those of the worked cases where they are at hand. */
export const roleSets: readonly NamedRoleSet[] = [
  ...Object.entries(ownMachines()).map(([name, machines]) => ({
    name,
    machines,
    set: roleSetOf(machines, services),
  })),
  ...goldenMachines().map(({ name, machine }) => ({
    name,
    machines: [machine],
    set: roleSetOf([machine], services),
  })),
];

export function roleSetNamed(name: string): RoleSet {
  const found = roleSets.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no role set ${name}`);
  return found.set;
}

function ownMachines(): Readonly<Record<string, readonly Machine[]>> {
  const invoke = (name: string) => aTaskOf('lambda:invoke', { FunctionName: name });
  const literal = 'arn:aws:lambda:us-east-1:111122223333:function:written-out';
  return {
    'names and a literal ARN': [aMachine(tasks([invoke('by-name'), invoke(literal)]))],
    'characters that templates give a meaning': [
      aMachine(
        tasks(
          [
            'it\'s "x"',
            `a\${b}c`,
            'x*y?',
            'a%{b}',
            'c$',
            `$\${d}`,
            'back\\slash`',
            'yes: # no',
            'l\nine',
            'é\u2028',
          ].map((text) => aTaskOf('aws-sdk:s3:getObject', { Bucket: 'letters', Key: text })),
        ),
      ),
    ],
    'target roles of three accounts': [
      aMachine(
        tasks(
          ['222222222222:role/team/order-desk', '333333333333:role/9-lives', '111122223333:role/at-home'].map(
            (role) => inRole(invoke('work'), `arn:aws:iam::${role}`),
          ),
        ),
      ),
    ],
    'one target role in another account': [
      aMachine(tasks([inRole(invoke('work'), 'arn:aws:iam::222222222222:role/order-desk')])),
    ],
    'more than a role holds': [
      aMachine(tasks(Array.from({ length: 300 }, (_, index) => invoke(`function-number-${index}`)))),
    ],
    'several state machines': ['one', 'two'].map((name) => aMachine(invoke(name), { name })),
    'nothing to call': [aMachine({ StartAt: 'A', States: { A: { Type: 'Succeed' } } })],
    'another partition': [
      aMachine(invoke('by-name'), {
        partition: 'aws-cn',
        region: 'cn-north-1',
        executionRoleArn: 'arn:aws-cn:iam::111122223333:role/service-role/Execution',
      }),
    ],
  };
}

/** One definition of the only states of several, one after the other. */
function tasks(definitions: readonly JsonObject[]): JsonObject {
  const states = definitions.map((definition, index) => {
    const { Work } = definition.States as Readonly<Record<string, JsonObject>>;
    const { End: _, ...state } = Work ?? {};
    const isLast = index === definitions.length - 1;
    return [
      `State ${index}`,
      { ...state, ...(isLast ? { End: true } : { Next: `State ${index + 1}` }) },
    ] as const;
  });
  return { StartAt: 'State 0', States: Object.fromEntries(states) };
}

function inRole(definition: JsonObject, RoleArn: string): JsonObject {
  const { Work } = definition.States as Readonly<Record<string, JsonObject>>;
  return { StartAt: 'Work', States: { Work: { ...Work, Credentials: { RoleArn } } } };
}

function goldenMachines(): readonly { readonly name: string; readonly machine: Machine }[] {
  if (!existsSync(golden)) return [];
  return readdirSync(golden)
    .filter((name) => /^\d.*\.json$/.test(name))
    .map((name) => {
      const { partition, account, region, stateMachineName, options, definition } = JSON.parse(
        readFileSync(new URL(name, golden), 'utf8'),
      ) as GoldenCase;
      const executionRoleArn = `arn:${partition}:iam::${account}:role/Execution`;
      const place = { partition, account, region, name: stateMachineName, executionRoleArn };
      return {
        name,
        machine: aMachine(definition, { ...place, isLogged: options.logging, isTraced: options.tracing }),
      };
    });
}

interface GoldenCase {
  readonly stateMachineName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly options: { readonly tracing: boolean; readonly logging: boolean };
  readonly definition: JsonObject;
}
