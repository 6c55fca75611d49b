import { type Arn, formatArn, type Place } from '../base/arn.ts';
import type { Foreseen, TextPattern } from './foreseen.ts';
import { arnPattern, resourcePart } from './resource-pattern.ts';

/** How a parameter names a resource: by an ARN, or by a name that an ARN is made of. */
export interface ResourceForm {
  readonly service: string;
  /** The ARN's resource for a name: `table/orders` for `orders`. The name may have wildcards. */
  readonly resource: (name: string) => string;
  /** Resources of this kind have no region or no account in their ARNs. */
  readonly omits?: readonly ('region' | 'account')[];
  /** The account that a name carries, where it is not the caller's. */
  readonly account?: (name: string) => string | undefined;
  /** The parameter takes names only, no ARNs. */
  readonly isName?: boolean;
  /** The resource is always one of the caller's own account and region, however it is named. */
  readonly isOwn?: boolean;
}

/** The ARN for a text that names a resource; undefined where it may be any. */
export type ArnOf = (pattern: TextPattern, place: Place) => Arn | undefined;

/**
 * The Resource elements for what `value` names: exact where it is written out, with wildcards where parts of it are;
 * undefined where it may be any.
 */
export function namedResources(
  value: Foreseen,
  form: ResourceForm | ArnOf,
  place: Place,
): readonly string[] | undefined {
  if (value.kind !== 'Text') return undefined;
  const resources: string[] = [];
  for (const pattern of value.patterns) {
    const resource = typeof form === 'function' ? form(pattern, place) : formArn(pattern, form, place);
    if (resource === undefined) return undefined;
    resources.push(resource);
  }
  return resources;
}

/** What a parameter of this form can name at most, whatever a run puts into it. */
export function anyNamed(form: ResourceForm | ArnOf, place: Place): string {
  if (typeof form === 'function' || !(form.isName || form.isOwn)) return '*';
  return arnFor('*', form, place);
}

function formArn(pattern: TextPattern, form: ResourceForm, place: Place): Arn | undefined {
  const [first = ''] = pattern;
  if (form.isName) return arnFor(resourcePart(pattern), form, place);
  if (first.startsWith('arn:')) return arnPattern(pattern);
  // Nothing, or a beginning of `arn:`, may become an ARN of any resource.
  if (pattern.length > 1 && 'arn:'.startsWith(first)) return undefined;
  if (pattern.length === 1 && first === '') return undefined;
  return arnFor(resourcePart(pattern), form, place);
}

function arnFor(name: string, form: ResourceForm, { partition, region, account }: Place): Arn {
  const { service, resource, omits = [] } = form;
  return formatArn({
    partition,
    service,
    region: omits.includes('region') ? '' : region,
    account: omits.includes('account') ? '' : (form.account?.(name) ?? account),
    resource: resource(name),
  });
}
