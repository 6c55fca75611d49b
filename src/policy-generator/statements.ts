import { conditionKey, type Grant } from './grant.ts';
import type { NeedGroup } from './need.ts';
import type { PolicyStatement } from './policy.ts';

/**
 * `grants` as statements: one for each integration, reason, condition and set of resources, with all its actions. Sorted, and
 * named after the integration and the reason: `LambdaCall`, `BatchPoll`, `BatchEvents`, `BatchCancel`, `GluePassRole`.
 */
export function statementsOf(grants: readonly Grant[]): readonly PolicyStatement[] {
  const byActions = mergeBy(actionSets(grants));
  const named = byActions.map((statement) => ({
    ...statement,
    name: `${statement.integration}${suffixes[statement.group]}`,
    text: textOf(statement),
  }));
  named.sort((left, right) => compare(left.name, right.name) || compare(left.text, right.text));
  const seen = new Map<string, number>();
  return named.map(({ name, actions, resources, condition }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return {
      Sid: count === 1 ? name : `${name}${count}`,
      Effect: 'Allow',
      Action: [...actions].sort(compare),
      Resource: [...resources].sort(compare),
      ...(condition !== undefined && { Condition: condition }),
    };
  });
}

const suffixes: Readonly<Record<NeedGroup, string>> = {
  call: 'Call',
  poll: 'Poll',
  events: 'Events',
  cancel: 'Cancel',
  'pass-role': 'PassRole',
};

interface ActionSet extends Pick<Grant, 'integration' | 'group' | 'condition'> {
  readonly actions: Set<string>;
  readonly resources: Set<string>;
}

/** For each action of each integration and reason, its resources. */
function actionSets(grants: readonly Grant[]): readonly ActionSet[] {
  const sets = new Map<string, ActionSet>();
  for (const { integration, group, condition, action, resource } of grants) {
    const key = [integration, group, action, conditionKey(condition)].join('\0');
    const known = sets.get(key);
    if (known !== undefined) known.resources.add(resource);
    else
      sets.set(key, {
        integration,
        group,
        condition,
        actions: new Set([action]),
        resources: new Set([resource]),
      });
  }
  return [...sets.values()];
}

/** Actions over the same resources share a statement. */
function mergeBy(sets: readonly ActionSet[]): readonly ActionSet[] {
  const merged = new Map<string, ActionSet>();
  for (const set of sets) {
    const { integration, group, condition, resources } = set;
    const key = [integration, group, conditionKey(condition), ...[...resources].sort(compare)].join('\0');
    const known = merged.get(key);
    if (known === undefined) merged.set(key, set);
    else for (const action of set.actions) known.actions.add(action);
  }
  return [...merged.values()];
}

function textOf({ actions, resources, condition }: ActionSet): string {
  return [
    [...actions].sort(compare).join(','),
    conditionKey(condition),
    [...resources].sort(compare).join(','),
  ].join('\0');
}

/** By code unit, so that the order is the same everywhere. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
