import type { Arn } from '../base/arn.ts';
import type { Principal } from './principal.ts';

/** The value or values of one condition key. */
export type ContextValue = string | readonly string[];

/** Condition keys of a request by name; names match in any case. */
export type RequestContext = Readonly<Record<string, ContextValue>>;

/**
 * One question to IAM: may this principal do this action to this resource?
 *
 * `context` need not hold what follows from the rest of the request: aws:PrincipalArn, aws:PrincipalAccount,
 * aws:PrincipalType, aws:PrincipalTag/…, aws:PrincipalIsAWSService, aws:PrincipalServiceName, aws:userid,
 * aws:username and aws:ResourceAccount are read from `principal` and `resourceAccount`, and what `context` says of
 * them is ignored, except for the tags of a principal that carries none.
 */
export interface AuthorizationRequest {
  readonly principal: Principal;
  /** Such as `lambda:InvokeFunction`, in any case. */
  readonly action: string;
  /** `*` for actions that have no resource. */
  readonly resource: Arn;
  /** Who owns the resource; the principal's account where undefined. */
  readonly resourceAccount?: string | undefined;
  readonly context: RequestContext;
  /**
   * Whether `context` is all there is, as in a simulation: then nothing is read from `principal` and `resourceAccount`
   * besides, and a key that `context` lacks has no value.
   */
  readonly isContextComplete?: boolean | undefined;
}
