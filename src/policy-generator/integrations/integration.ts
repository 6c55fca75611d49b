import type { TaskCall } from '../calls.ts';
import { hasField } from '../field.ts';
import { managedRule } from '../managed-rule.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration, Need, NeedGroup, Remark } from '../need.ts';
import type { Condition } from '../policy.ts';
import { ownRole, parameter, type Resources } from './resources.ts';

/** Actions that a task needs on the same resources. */
export interface Permission {
  readonly actions: readonly string[];
  readonly on: Resources;
  /** Whether this task needs it; left out where every one does. */
  readonly when?: (call: TaskCall) => boolean;
  readonly condition?: (call: TaskCall) => Condition | undefined;
}

export interface IntegrationFacts {
  readonly call: readonly Permission[];
  /** Of `.sync`: what tells whether the job has ended. */
  readonly poll?: readonly Permission[];
  /** Of `.sync`: what ends the job. */
  readonly cancel?: readonly Permission[];
  /** Of `.sync`: the managed rule by which Step Functions hears of the job's end. */
  readonly rule?: string;
  readonly passes?: readonly Permission[];
}

/** An integration whose needs follow from the pattern and from what its parameters name. */
export function integration(name: string, facts: IntegrationFacts): Integration {
  const { call: calls, poll = [], cancel = [], rule, passes = [] } = facts;
  return {
    name,
    needs(call) {
      const needs: Need[] = [];
      const remarks: Remark[] = [];
      const add = (group: NeedGroup, permissions: readonly Permission[]) => {
        for (const { actions, on, when, condition } of permissions) {
          if (when !== undefined && !when(call)) continue;
          const found = on(call);
          if (found.resources.length === 0) continue;
          needs.push({ group, actions, resources: found.resources, condition: condition?.(call) });
          for (const remark of found.remarks) if (!includes(remarks, remark)) remarks.push(remark);
        }
      };
      add('call', calls);
      if (call.pattern === 'Sync') {
        add('poll', poll);
        add('cancel', cancel);
        if (rule !== undefined) needs.push(managedRule(rule, call.place));
      }
      add('pass-role', passes);
      return { needs, remarks };
    },
  };
}

/** The same field speaks for several permissions. */
function includes(remarks: readonly Remark[], { path, message }: Remark): boolean {
  return remarks.some((known) => known.path === path && known.message === message);
}

export function allow(
  actions: string | readonly string[],
  on: Resources,
  more: Pick<Permission, 'when' | 'condition'> = {},
): Permission {
  return { actions: typeof actions === 'string' ? [actions] : actions, on, ...more };
}

/** What tagging at creation needs besides, where the task has tags. */
export function tagging(field: string, action: string, on: Resources): Permission {
  return allow(action, on, { when: (call) => hasField(call, field) });
}

/** A role is always of the account that hands it to a service. Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service". */
export const role: ResourceForm = {
  service: 'iam',
  resource: (name) => `role/${name}`,
  omits: ['region'],
  isOwn: true,
};

/** Handing the role that the parameter names, where it does, to the service that shall act as it. */
export function passing(field: string, service: string): Permission {
  return {
    actions: ['iam:PassRole'],
    on: parameter(field, role),
    when: (call) => hasField(call, field),
    condition: () => passedTo(service),
  };
}

export function passedTo(service: string): Condition {
  return { StringEquals: { 'iam:PassedToService': [service] } };
}

/** The first use of some services makes their service-linked role. Source: IAM User Guide, "Service-linked role permissions". */
export function creatingServiceLinkedRole(service: string, name: string): Permission {
  return allow('iam:CreateServiceLinkedRole', ownRole(`aws-service-role/${service}/${name}`), {
    condition: () => ({ StringLike: { 'iam:AWSServiceName': [service] } }),
  });
}
