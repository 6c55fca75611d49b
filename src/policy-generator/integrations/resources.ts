import { formatArn } from '../../base/arn.ts';
import type { TaskCall } from '../calls.ts';
import { type FieldResources, fieldResources, hasField } from '../field.ts';
import type { Foreseen } from '../foreseen.ts';
import { type ArnOf, namedResources, type ResourceForm } from '../named-resource.ts';
import type { Remark } from '../need.ts';

/** The resources that an action of an integration is about, as a task says them. */
export type Resources = (call: TaskCall) => FoundResources;

export type FoundResources = Pick<FieldResources, 'resources' | 'remarks'>;

/** For actions that IAM knows no resources of. */
export const everything: Resources = () => ({ resources: ['*'], remarks: [] });

/** Resources of the caller's own account that no definition can name, such as jobs by the ids that they get: `job/*`. */
export function own(service: string, resource: string): Resources {
  return ({ place: { partition, region, account } }) => ({
    resources: [formatArn({ partition, service, region, account, resource })],
    remarks: [],
  });
}

export function ownRole(name: string): Resources {
  return ({ place: { partition, account } }) => ({
    resources: [`arn:${partition}:iam::${account}:role/${name}`],
    remarks: [],
  });
}

/** What a parameter names; where it is left out, what is named `absentName`. */
export function parameter(field: string, form: ResourceForm | ArnOf, absentName?: string): Resources {
  return (call) => {
    if (absentName === undefined || hasField(call, field)) return fieldResources(call, field, form);
    return { resources: namedResources(literal(absentName), form, call.place) ?? [], remarks: [] };
  };
}

/** Resources made of those that `found` gives; those of an unknown one are everything. */
export function derived(found: Resources, change: (arn: string) => string): Resources {
  return (call) => {
    const { resources, remarks } = found(call);
    return { resources: resources.map((arn) => (arn === '*' ? arn : change(arn))), remarks };
  };
}

export function all(...parts: readonly Resources[]): Resources {
  return (call) => {
    const found = parts.map((part) => part(call));
    return {
      resources: found.flatMap(({ resources }) => resources),
      remarks: found.flatMap(({ remarks }) => remarks),
    };
  };
}

/** `part` where the task has the parameter, or may have it, and nothing else. */
export function whereGiven(field: string, part: Resources): Resources {
  return (call) => (hasField(call, field) ? part(call) : { resources: [], remarks: [] });
}

/** For what no field of the definition says more about. */
export function remarkAt({ path, parametersField }: TaskCall, field: string, message: string): Remark {
  return { path: [path, parametersField, ...field.split('.')].join('/'), message };
}

function literal(text: string): Foreseen {
  return { kind: 'Text', patterns: [[text]] };
}
