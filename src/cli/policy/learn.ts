import type { StateMachineType } from '../../asl/definition.ts';
import { type Arn, parseArn, partitionOf } from '../../base/arn.ts';
import type { Machine } from '../../policy-generator/machine.ts';
import { neededServices } from '../../policy-generator/needed-services.ts';
import type { PolicyDocument } from '../../policy-generator/policy.ts';
import { profiles } from '../../policy-generator/profiles.ts';
import { listRecordedCalls } from './learn-calls.ts';
import { compare } from './learn-comparison.ts';
import { learnedPolicies } from './learn-policy.ts';
import type { LearnReport } from './learn-report.ts';
import { type ReadSurroundings, readDefinitions } from './read-definitions.ts';

export interface LearnRequest {
  readonly roleArn: Arn;
  readonly endpoint: string;
  readonly region: string;
  /** Definitions that run as the role, or whose tasks assume it; `-` stands for standard input. */
  readonly files: readonly string[];
  readonly type: StateMachineType;
}

/** What the role did, the policy for just that, and how it differs from the one for the definitions. */
export async function learn(request: LearnRequest, surroundings: ReadSurroundings): Promise<LearnReport> {
  const { roleArn, files } = request;
  const generated = files.length === 0 ? undefined : await generatedFor(request, surroundings);
  const { calls, omittedCount } = await listRecordedCalls(roleArn, request);
  const comparison = generated && compare(roleArn, calls, generated);
  return { roleArn, calls, omittedCount, policies: learnedPolicies(calls), comparison };
}

/** The policies of the role in what is generated for the definitions; rejects where they are not valid. */
async function generatedFor(
  { roleArn, region, files, type }: LearnRequest,
  surroundings: ReadSurroundings,
): Promise<readonly PolicyDocument[]> {
  const definitions = readDefinitions({ files, name: undefined, type }, surroundings);
  if ('problem' in definitions) throw new Error(definitions.problem.trim());
  const account = parseArn(roleArn)?.account ?? '';
  const machines = definitions.map(
    ({ name, definition }): Machine => ({
      partition: partitionOf(region),
      account,
      region,
      name,
      type,
      definition,
      executionRoleArn: roleArn,
      isLogged: false,
      isTraced: false,
    }),
  );
  // Only this needs what IAM knows of services, which is many files.
  const { loadServiceAuthorization } = await import('../../policy-generator/service-authorization-data.ts');
  const services = await loadServiceAuthorization(neededServices(machines));
  const { executionRole, targetRoles } = profiles.least(machines, services);
  const target = targetRoles.find((role) => role.roleArn === roleArn);
  return (target ?? executionRole).policies;
}
