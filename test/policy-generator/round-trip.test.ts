import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';
import { isError } from '../../src/asl/diagnostic.ts';
import { auditRoles } from '../../src/policy-generator/audit/audit.ts';
import type { Finding } from '../../src/policy-generator/audit/finding.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { chanceOf } from '../fuzz/chance.ts';
import { randomTasks } from '../fuzz/random-tasks.ts';
import { aMachine } from './a-machine.ts';
import { rolesOf, withoutEach } from './audit-generated-roles.ts';
import { goldenMachines, recordedMachines } from './round-trip-machines.ts';

let services: ServiceAuthorization;

beforeAll(async () => {
  services = await loadServiceAuthorization();
});

/**
 * A finding that says a state does not do its work, or not always, or not as it should. In one account a trust policy is enough
 * to be assumed, but the documentation of AWS asks for both sides everywhere.
 */
function breaks({ code, severity, path }: Finding): boolean {
  if (path === undefined) return false;
  return severity !== 'note' || code === 'PARTLY_ALLOWED' || code === 'ASSUME_ROLE_BY_TRUST';
}

/** What is wrong with what was generated for `machine`, in sentences. */
function complaints(machine: Machine): readonly string[] {
  const roles = rolesOf(machine, generatePolicies([machine], services));
  const audit = auditRoles([machine], { roles }, services);
  const denied = audit.states.flatMap(({ path, groups }) =>
    groups.flatMap(({ roleArn, permissions }) =>
      permissions
        .filter(({ outcome }) => outcome !== 'allowed')
        .map(({ action, resource }) => `${path}: ${roleArn} may not ${action} on ${resource}`),
    ),
  );
  const found = audit.findings
    .filter(({ code, severity }) => severity !== 'note' || /^(UNUSED|WIDE)/.test(code))
    .map(({ code, message }) => `${code}: ${message}`);
  const superfluous = withoutEach(roles)
    .filter(({ roles: fewer }) => !auditRoles([machine], { roles: fewer }, services).findings.some(breaks))
    .map(({ roleArn, statement }) => `${roleArn} does not need ${JSON.stringify(statement)}`);
  return [...denied, ...found, ...superfluous];
}

describe.each([
  { kind: 'the worked cases', machines: goldenMachines() },
  { kind: 'the recorded cases', machines: recordedMachines() },
])('the least policies for $kind (skipped where they are not at hand)', ({ machines }) => {
  test.skipIf(machines.length === 0)(
    'allow every request, and lack any one statement only at a cost to some state',
    () => {
      const wrong = machines.map((machine) => ({
        definition: machine.definition,
        complaints: complaints(machine),
      }));
      expect(wrong.filter((each) => each.complaints.length > 0)).toEqual([]);
    },
    60_000,
  );
});

const runs = Number(process.env.STEPWELL_FUZZ_RUNS ?? 60);
const seed = Number(process.env.STEPWELL_FUZZ_SEED ?? 20_241_122);

test('the least policies for machines made by chance do the same', {
  timeout: Math.max(60_000, runs * 400),
}, () => {
  let statementCount = 0;
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), (ownSeed) => {
      const definition = randomTasks(chanceOf(ownSeed));
      const problems = diagnoseDefinition(JSON.stringify(definition), { type: 'STANDARD' }).filter(isError);
      expect(problems).toEqual([]);
      const machine = aMachine(definition, { isLogged: ownSeed % 3 === 0, isTraced: ownSeed % 5 === 0 });
      statementCount += generatePolicies([machine], services).executionRole.policies.flatMap(
        ({ Statement }) => Statement,
      ).length;
      expect({ definition, complaints: complaints(machine) }).toEqual({ definition, complaints: [] });
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  // Most machines call something.
  expect(statementCount).toBeGreaterThan(runs);
});
