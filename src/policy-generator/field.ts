import type { TaskCall } from './calls.ts';
import { type Foreseen, memberOf } from './foreseen.ts';
import { type ArnOf, anyNamed, namedResources, type ResourceForm } from './named-resource.ts';
import type { Remark } from './need.ts';

/** What a task's parameter says of the resource it names. */
export interface FieldResources {
  readonly value: Foreseen;
  /** Where the parameter may name any: `['*']`, or all that it can name. */
  readonly resources: readonly string[];
  readonly isKnown: boolean;
  readonly remarks: readonly Remark[];
}

/** The resources that a parameter of `call` names; `field` is its name, or the names on the way to it: `Overrides.TaskRoleArn`. */
export function fieldResources(call: TaskCall, field: string, form: ResourceForm | ArnOf): FieldResources {
  const value = fieldValue(call, field);
  const resources = namedResources(value, form, call.place);
  if (resources !== undefined) return { value, resources, isKnown: true, remarks: [] };
  const any = [anyNamed(form, call.place)];
  return { value, resources: any, isKnown: false, remarks: [onlyAtRunTime(call, field)] };
}

/** What is foreseen of the parameter `field` of `call`. */
export function fieldValue(call: TaskCall, field: string): Foreseen {
  return field.split('.').reduce(memberOf, call.parameters);
}

/** Whether `call` has the parameter `field`, or may have it. */
export function hasField(call: TaskCall, field: string): boolean {
  return fieldValue(call, field).kind !== 'Absent';
}

/** What a field says that only a run fills in. */
export function onlyAtRunTime(call: TaskCall, field: string): Remark {
  const { path, parametersField } = call;
  const names = field.split('.');
  return {
    path: [path, parametersField, ...names].join('/'),
    message: `${names.at(-1)} is only known when an execution runs, so the policy allows every resource that it may name. Narrow it to those that it will.`,
  };
}
