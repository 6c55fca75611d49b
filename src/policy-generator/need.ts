import type { TaskCall } from './calls.ts';
import type { Condition } from './policy.ts';

/**
 * Why a permission is needed: for the task's own call, to look whether its job has ended, to hear of that through a managed
 * rule, to end the job, or to hand a role to the service.
 */
export type NeedGroup = 'call' | 'poll' | 'events' | 'cancel' | 'pass-role';

/** Permissions that a state needs of the role it calls as. */
export interface Need {
  readonly group: NeedGroup;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition | undefined;
}

/** Something to know about the policies: a field that is only known at run time, a permission left to the reader. */
export interface Remark {
  /** `/States/Foo/Parameters/TopicArn`; led by the machine's name where there are several. */
  readonly path: string;
  readonly message: string;
}

export interface Needs {
  readonly needs: readonly Need[];
  readonly remarks: readonly Remark[];
}

/** What the tasks of one integration need. */
export interface Integration {
  /** `sns:publish`, as in the task's resource. */
  readonly name: string;
  needs(call: TaskCall): Needs;
}
