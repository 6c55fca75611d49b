import { conditionKey, includedIn } from '../grant.ts';
import type { PolicyStatement } from '../policy.ts';

/** Statements of one service, merged as they come: the console writes one for all resources of the same actions. */
export class MergedStatements {
  readonly #byCondition = new Map<string, Map<string, Merged>>();

  add({ Action, Resource, Condition }: PolicyStatement): void {
    const condition = conditionKey(Condition);
    const byActions = this.#byCondition.get(condition) ?? new Map<string, Merged>();
    this.#byCondition.set(condition, byActions);
    const key = [...Action].sort().join(',');
    const known = byActions.get(key);
    if (known === undefined) byActions.set(key, { Action, resources: new Set(Resource), Condition });
    else for (const resource of Resource) known.resources.add(resource);
  }

  /** A wildcard swallows the resources that it stands for, and a statement those that grant a part of it. */
  statements(): readonly PolicyStatement[] {
    return [...this.#byCondition.values()].flatMap((byActions) => {
      const reduced = [...byActions.values()].map(reduce);
      return reduced.filter((statement) => !reduced.some((other) => includes(other, statement)));
    });
  }
}

interface Merged extends Pick<PolicyStatement, 'Action'> {
  /** In the order of their first use. */
  readonly resources: Set<string>;
  readonly Condition: PolicyStatement['Condition'] | undefined;
}

function reduce({ Action, resources, Condition }: Merged): PolicyStatement {
  const isIncluded = includedIn([...resources]);
  const Resource = [...resources].filter((resource) => !isIncluded(resource));
  return { Effect: 'Allow', Action, Resource, ...(Condition !== undefined && { Condition }) };
}

/** Whether `other` grants all of `statement`, whose condition is the same and whose actions are not. */
function includes(other: PolicyStatement, statement: PolicyStatement): boolean {
  if (other === statement || other.Action.length <= statement.Action.length) return false;
  if (!statement.Action.every((action) => other.Action.includes(action))) return false;
  const isIncluded = includedIn(other.Resource);
  return statement.Resource.every((resource) => other.Resource.includes(resource) || isIncluded(resource));
}
