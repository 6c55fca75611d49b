import type { StatementFields } from '../../iam/document.ts';
import type { Grant } from '../grant.ts';
import { describes, hasWildcard, includes } from './glob.ts';
import { type NeededResources, neededResources } from './needed-resources.ts';

/** What of a statement the states need. */
export interface UsedParts {
  /** What the statement grants of what is needed, each as narrow as either says. */
  readonly grants: readonly Grant[];
  /** Action patterns that grant more than is needed. */
  readonly wideActions: readonly string[];
  readonly unusedActions: readonly string[];
  /** Resource patterns that grant more than is needed to `wideFor`. */
  readonly wideResources: readonly string[];
  readonly unusedResources: readonly string[];
  readonly wideFor: readonly string[];
}

type Granting = Pick<StatementFields, 'Action' | 'NotAction' | 'Resource' | 'NotResource'>;

export interface NeededGrants {
  usedBy(statement: Granting): UsedParts;
}

/** `grants` in an order that statements can be compared with quickly. */
export function neededGrants(grants: readonly Grant[]): NeededGrants {
  const byAction = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = grant.action.toLowerCase();
    const known = byAction.get(key);
    if (known === undefined) byAction.set(key, [grant]);
    else known.push(grant);
  }
  const resources = new Map<string, NeededResources>(
    [...byAction].map(([action, ofAction]) => [action, neededResources(ofAction)]),
  );

  /** The needed actions that a pattern describes. */
  function actionsOf(pattern: string): readonly string[] {
    const lowered = pattern.toLowerCase();
    if (!hasWildcard(lowered)) return byAction.has(lowered) ? [lowered] : [];
    return [...byAction.keys()].filter((action) => describes(lowered, action));
  }

  function actionsGrantedBy({ Action, NotAction = [] }: Granting): ReadonlySet<string> {
    if (Action !== undefined) return new Set(Action.flatMap(actionsOf));
    const excepted = new Set(NotAction.flatMap(actionsOf));
    return new Set([...byAction.keys()].filter((action) => !excepted.has(action)));
  }

  return {
    usedBy: (statement) => {
      const { Action = [], Resource, NotResource = [] } = statement;
      const taken: Grant[] = [];
      const usedActions = new Set<string>();
      const usedResources = new Set<string>();
      const wideResources = new Set<string>();
      const wideFor = new Set<string>();
      for (const action of actionsGrantedBy(statement)) {
        for (const pattern of Resource ?? ['*']) {
          const shared = (resources.get(action)?.sharedWith(pattern) ?? []).filter(
            ({ resource }) => !NotResource.some((spared) => includes(spared, resource)),
          );
          if (shared.length === 0) continue;
          for (const grant of shared) taken.push(grant);
          usedActions.add(action);
          usedResources.add(pattern);
          if (!hasWildcard(pattern) || shared.some(({ resource }) => resource === pattern)) continue;
          wideResources.add(pattern);
          for (const grant of shared) wideFor.add(grant.action);
        }
      }
      const isUsed = (pattern: string) => actionsOf(pattern).some((action) => usedActions.has(action));
      return {
        grants: taken,
        wideActions: Action.filter((pattern) => hasWildcard(pattern) && isUsed(pattern)),
        unusedActions: Action.filter((pattern) => !isUsed(pattern)),
        wideResources: [...wideResources],
        unusedResources: (Resource ?? []).filter((pattern) => !usedResources.has(pattern)),
        wideFor: [...wideFor],
      };
    },
  };
}
