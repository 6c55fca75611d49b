import { isAccountId, parseArn } from '../../../base/arn.ts';
import { type IamUser, iamUser, type PrincipalTags } from '../../../iam/principal.ts';
import { parseIamArn } from '../../../runtime/identity/entity-keys.ts';
import { InvalidInput } from './errors.ts';
import type { PageInput } from './paging.ts';
import type { ContextEntry } from './simulate-context.ts';
import type { PolicyInput } from './simulate-policies.ts';

/** What simulations of given policies and of a principal's have in common. */
export interface SimulateInput extends PolicyInput, PageInput {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  /** ARN of an account's root user. */
  readonly ResourceOwner?: string;
  readonly CallerArn?: string;
  readonly ContextEntries?: readonly ContextEntry[];
  readonly ResourceHandlingOption?: string;
}

/** Throws InvalidInput for actions without a service and for those with wildcards. */
export function checkActions(actions: readonly string[]): void {
  const unusable = actions.filter((action) => !/^[\w.-]+:[\w-]+$/.test(action));
  if (unusable.length > 0) throw new InvalidInput(`Invalid Input Actions: [${unusable.join(',')}]`);
}

/** The resources to ask about: `*` where none is named. Throws InvalidInput for what is neither `*` nor an ARN. */
export function resourcesOf({ ResourceArns: arns = [] }: SimulateInput): readonly string[] {
  const unusable = arns.filter((arn) => arn !== '*' && parseArn(arn) === undefined);
  if (unusable.length > 0) throw new InvalidInput(`Invalid Input Resources: [${unusable.join(',')}]`);
  return arns.length === 0 ? ['*'] : arns;
}

/** The account of resources whose ARNs name none. Throws InvalidInput, in AWS's words. */
export function ownerOf({ ResourceOwner: owner }: SimulateInput): string | undefined {
  if (owner === undefined) return undefined;
  const parts = parseArn(owner);
  if (parts?.service === 'iam' && parts.resource === 'root' && isAccountId(parts.account))
    return parts.account;
  throw new InvalidInput(`'${owner}' is not a valid as a Resource Owner.`);
}

/** The user called `arn`, as whom calls are simulated. Throws InvalidInput for anybody else. */
export function callingUser(arn: string, tags?: PrincipalTags): IamUser {
  const parts = parseIamArn(arn);
  if (parts?.type !== 'user' || !isAccountId(parts.account)) throw notAUser();
  return iamUser({ arn, tags });
}

/** AWS's wording. */
export function notAUser(): InvalidInput {
  return new InvalidInput('Invalid caller - Caller must be an IAM user in this context.');
}
