import { fieldResources, fieldValue, hasField } from '../field.ts';
import { exactText, itemsOf } from '../foreseen.ts';
import { role } from '../integrations/integration.ts';
import { type ArnOf, namedResources, type ResourceForm } from '../named-resource.ts';
import type { ReadName } from './console-template.ts';

/** The text of a parameter. */
export function text(field: string): ReadName {
  return (call) => {
    const found = exactText(fieldValue(call, field));
    return found === undefined || found === '' ? undefined : [found];
  };
}

/** The ARN of what a parameter names. */
export function arn(field: string, form: ResourceForm | ArnOf): ReadName {
  return (call) => {
    const { resources, isKnown } = fieldResources(call, field, form);
    return isKnown ? resources : undefined;
  };
}

/** The ARNs of what the items of a list name. */
export function arns(field: string, form: ResourceForm | ArnOf): ReadName {
  return (call) => {
    const found = itemsOf(fieldValue(call, field))?.map((item) => namedResources(item, form, call.place));
    if (found === undefined || found.length === 0 || found.includes(undefined)) return undefined;
    return found.flatMap((resources) => resources ?? []);
  };
}

/** What stands for a role that the task has no parameter for, for whoever edits the policy. */
export const roleToFillIn = '{{roleArn}}';

/** The roles that the first of `fields` and the others name; any where one of them is not written out. */
export function roles(...fields: readonly string[]): ReadName {
  return (call) => {
    const given = fields.filter((field) => hasField(call, field));
    if (given.length === 0) return [roleToFillIn];
    const found = given.map((field) => fieldResources(call, field, role));
    if (found.some(({ isKnown }) => !isKnown)) return ['*'];
    return found.flatMap(({ resources }) => resources);
  };
}
