import type { Arn } from '../../base/arn.ts';
import type { Json } from '../../base/json.ts';

/** The roles to audit, and what their accounts' organization says. */
export interface AuditedRoles {
  readonly roles: readonly AuditedRole[];
  /** By account, from the organization's root down, what is attached on each level; an account that is missing is in none. */
  readonly serviceControlPolicies?:
    | Readonly<Record<string, readonly (readonly NamedDocument[])[]>>
    | undefined;
}

/** A role as IAM knows it. */
export interface AuditedRole {
  readonly arn: Arn;
  /** Undefined where it is not known, and then nothing is said of it. */
  readonly trustPolicy?: Json | undefined;
  /** Inline and managed ones. */
  readonly policies: readonly NamedDocument[];
  readonly permissionsBoundary?: NamedDocument | undefined;
  /** Managed policies that hang on it, and whose documents are not known. */
  readonly unknownPolicyArns?: readonly Arn[] | undefined;
}

/** A policy document with the name that findings call it by. */
export interface NamedDocument {
  /** `inline policy Foo`, or a managed policy's ARN. */
  readonly name: string;
  /** As JSON text or as a value. */
  readonly document: string | Json;
}
