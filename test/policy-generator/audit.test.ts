import { beforeAll, describe, expect, test } from 'vitest';
import { auditRoles } from '../../src/policy-generator/audit/audit.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { permissionCases } from './audit-permission-cases.ts';
import {
  across,
  byId,
  call,
  dynamic,
  executing,
  far,
  farFunction,
  functionArn,
  invoking,
  own,
  reaching,
  trusting,
} from './audit-roles.ts';
import { trustCases } from './audit-trust-cases.ts';

let services: ServiceAuthorization;

beforeAll(async () => {
  services = await loadServiceAuthorization(['lambda', 's3', 'iam', 'sts', 'sagemaker']);
});

describe('an audit', () => {
  test.each([...permissionCases, ...trustCases])(
    'finds $what',
    ({ machine, roles, code, severity, says }) => {
      const { findings } = auditRoles([machine], { roles }, services);
      const found = findings.filter((finding) => finding.code === code);
      expect(found.map((finding) => finding.severity)).toEqual([severity]);
      expect(found[0]?.message).toContain(says);
    },
  );

  test('has nothing to say of roles that are as they should be', () => {
    const roles = reaching(trusting({ AWS: own }, byId));
    expect(auditRoles([across(far)], { roles }, services).findings).toEqual([]);
  });

  test('tells for every state and reason what is allowed and by which statement', () => {
    const roles = reaching(trusting({ AWS: own }, byId));
    const { states } = auditRoles([across(far)], { roles }, services);
    const statement = (policyType: string, owner: string) => ({ policyType, owner, statementIndex: 0 });
    expect(states).toMatchObject([
      {
        machine: 'MyWorkflow',
        path: '/States/Work',
        stateName: 'Work',
        groups: [
          {
            group: 'assume-role',
            roleArn: own,
            isAllowed: true,
            permissions: [
              {
                action: 'sts:AssumeRole',
                resource: far,
                outcome: 'allowed',
                decidedBy: [statement('identity-based policy', own), statement('trust policy', far)],
              },
            ],
          },
          {
            group: 'call',
            roleArn: far,
            isAllowed: true,
            permissions: [{ action: 'lambda:InvokeFunction', resource: farFunction, outcome: 'allowed' }],
          },
        ],
      },
    ]);
  });

  test('explains what is not allowed in the words of the evaluator, with wildcards where a run decides', () => {
    const { states } = auditRoles([dynamic], { roles: executing() }, services);
    const [permission] = states[0]?.groups[0]?.permissions ?? [];
    expect(permission).toMatchObject({ outcome: 'missing', decidedBy: [] });
    expect(permission?.explanation).toContain('allows lambda:InvokeFunction on *: there is none');
  });

  test('looks at a role with the eyes of every machine that runs as it', () => {
    const first = call();
    const second = { ...call({ FunctionName: 'other' }), name: 'Second' };
    const roles = executing(invoking(functionArn));
    const { findings } = auditRoles([first, second], { roles }, services);
    expect(findings.map(({ machine, code }) => [machine, code])).toEqual([['Second', 'MISSING_CALL']]);
  });
});
