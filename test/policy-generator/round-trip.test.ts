import { beforeAll, describe, expect, test } from 'vitest';
import { auditRoles } from '../../src/policy-generator/audit/audit.ts';
import type { Finding } from '../../src/policy-generator/audit/finding.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { rolesOf, withoutEach } from './audit-generated-roles.ts';
import { goldenMachines, recordedMachines } from './round-trip-machines.ts';

let services: ServiceAuthorization;

beforeAll(async () => {
  services = await loadServiceAuthorization();
}, 60_000);

/** A finding that says a state does not do its work, or not as it should. */
function breaks({ severity, path }: Finding): boolean {
  return severity !== 'note' && path !== undefined;
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
    .filter(({ severity }) => severity !== 'note')
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
      const wrong = machines.map((machine) => ({ definition: machine.definition, complaints: complaints(machine) }));
      expect(wrong.filter((each) => each.complaints.length > 0)).toEqual([]);
    },
    60_000,
  );
});
