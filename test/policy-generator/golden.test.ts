import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { generateConsolePolicies } from '../../src/policy-generator/console/generate-console-policies.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import { aMachine } from './a-machine.ts';
import { listed, type StatementJson, statementSet } from './statement-sets.ts';

const folder = new URL('../../../shared/reference/policy-golden/', import.meta.url);

interface Case {
  readonly name: string;
  readonly stateMachineName: string;
  readonly stateMachineType: 'STANDARD' | 'EXPRESS';
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly executionRoleArn?: string;
  readonly options: { readonly tracing: boolean; readonly logging: boolean };
  readonly definition: JsonObject;
  readonly expected: {
    readonly statements: readonly StatementJson[];
    readonly targetRoles?: readonly {
      readonly roleArn: string;
      readonly trustPolicy: { readonly Statement: readonly unknown[] };
      readonly statements: readonly StatementJson[];
    }[];
  };
  readonly alternatives?: readonly { readonly statements?: readonly StatementJson[] }[];
}

const cases = readCases();

describe.skipIf(cases.length === 0)(
  'the console profile writes what AWS documents (skipped where the worked cases are not at hand)',
  () => {
    test.each(cases)('$name', (golden) => {
      const { executionRole, targetRoles } = generateConsolePolicies([machineOf(golden)]);
      const { expected, alternatives = [] } = golden;
      const accepted = [expected, ...alternatives].flatMap(({ statements }) =>
        statements ? [statements] : [],
      );
      const written = statementSet(executionRole.policies.flatMap(({ Statement }) => Statement));
      expect(accepted.map(statementSet)).toContainEqual(written);
      expect(
        targetRoles.map(({ roleArn, trustPolicy, policies }) => ({
          roleArn,
          trust: listed(trustPolicy.Statement),
          statements: statementSet(policies.flatMap(({ Statement }) => Statement)),
        })),
      ).toEqual(
        (expected.targetRoles ?? []).map(({ roleArn, trustPolicy, statements }) => ({
          roleArn,
          trust: listed(trustPolicy.Statement),
          statements: statementSet(statements),
        })),
      );
    });
  },
);

function readCases(): readonly Case[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d.*\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case);
}

function machineOf(golden: Case): Machine {
  const { partition, account, region, stateMachineName, stateMachineType, options, definition } = golden;
  return aMachine(definition, {
    partition,
    account,
    region,
    name: stateMachineName,
    type: stateMachineType,
    executionRoleArn: golden.executionRoleArn ?? `arn:${partition}:iam::${account}:role/Execution`,
    isLogged: options.logging,
    isTraced: options.tracing,
  });
}
