import { fieldResources, fieldValue } from '../field.ts';
import type { Foreseen } from '../foreseen.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { resourcePart } from '../resource-pattern.ts';

/** A name, a partial ARN such as `111122223333:function:work`, or an ARN, each with or without a qualifier. Source: Lambda API Reference, "Invoke". */
export const lambdaFunction: ResourceForm = {
  service: 'lambda',
  account: (name) => accountAndName.exec(name)?.[1],
  resource: (name) => `function:${accountAndName.exec(name)?.[2] ?? name}`,
};

/** The account may have a wildcard. */
const accountAndName =
  /^(?:(?:[a-z]+(?:-[a-z]+)+-\d:)?([\d*]{12}|\d*\*[\d*]*(?=:function:)):)?(?:function:)?(.+)$/s;

/** A qualifier makes another resource of a function: a permission on the one is none on the other. */
export const invoke: Integration = {
  name: 'lambda:invoke',
  needs(call) {
    if (!call.resourceArn.includes(':states:'))
      return { needs: [{ group: 'call', actions, resources: [call.resourceArn] }], remarks: [] };
    const { resources, remarks } = fieldResources(call, 'FunctionName', lambdaFunction);
    const qualifier = qualifierOf(fieldValue(call, 'Qualifier'));
    const qualified = resources.map((resource) => qualifiedFunction(resource, qualifier));
    return { needs: [{ group: 'call', actions, resources: qualified }], remarks };
  },
};

const actions = ['lambda:InvokeFunction'];

function qualifierOf(value: Foreseen): string | undefined {
  if (value.kind === 'Absent') return undefined;
  const [pattern, ...others] = value.kind === 'Text' ? value.patterns : [];
  return pattern !== undefined && others.length === 0 ? resourcePart(pattern) : '*';
}

/** `arn` with the qualifier, unless it has one already. */
export function qualifiedFunction(arn: string, qualifier: string | undefined): string {
  return arn === '*' || qualifier === undefined || arn.split(':').length > 7 ? arn : `${arn}:${qualifier}`;
}
