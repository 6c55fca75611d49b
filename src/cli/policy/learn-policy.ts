import { documentsOf } from '../../policy-generator/documents.ts';
import { type Grant, Grants } from '../../policy-generator/grant.ts';
import type { Condition, PolicyDocument } from '../../policy-generator/policy.ts';
import { escapeResource } from '../../policy-generator/resource-pattern.ts';
import { statementsOf } from '../../policy-generator/statements.ts';
import type { RecordedCall } from './learn-calls.ts';

/** The tightest policy that lets a role do what it did; calls that were always refused are left out of it. */
export function learnedPolicies(calls: readonly RecordedCall[]): readonly PolicyDocument[] {
  const grants = new Grants();
  for (const call of calls.filter(wasAllowed)) grants.add(grantOf(call));
  return documentsOf(statementsOf(grants.reduced()));
}

export function wasAllowed({ count, deniedCount }: RecordedCall): boolean {
  return count > deniedCount;
}

/** The Resource element for what was called. */
export function resourceOf({ resource, isPrefix }: Pick<RecordedCall, 'resource' | 'isPrefix'>): string {
  if (resource === '*') return '*';
  return isPrefix ? `${escapeResource(resource)}*` : escapeResource(resource);
}

function grantOf(call: RecordedCall): Grant {
  const { action, context } = call;
  return {
    action,
    resource: resourceOf(call),
    condition: conditionOf(context),
    integration: integrationOf(call),
    group: action === 'iam:PassRole' ? 'pass-role' : 'call',
  };
}

function conditionOf(context: RecordedCall['context']): Condition | undefined {
  const keys = Object.entries(context).map(([key, value]) => [key, [value]] as const);
  return keys.length === 0 ? undefined : { StringEquals: Object.fromEntries(keys) };
}

/** As Sids have it: `Lambda`, `EmrContainers`; a role is passed for the sake of the service that takes it. */
function integrationOf({ action, context }: RecordedCall): string {
  if (action === 'sts:AssumeRole') return 'AssumeRole';
  const [prefix = ''] = action.split(':');
  const [service = prefix] =
    (action === 'iam:PassRole' ? context['iam:PassedToService'] : prefix)?.split('.') ?? [];
  return service.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_match, letter: string) =>
    letter.toUpperCase(),
  );
}
