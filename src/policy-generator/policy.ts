/** A policy document as IAM reads it, in the one form that this room writes: every element a list. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** By operator, then by condition key. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface TrustPolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly TrustStatement[];
}

export interface TrustStatement {
  readonly Effect: 'Allow';
  readonly Principal: PrincipalElement;
  readonly Action: readonly string[];
  readonly Condition?: Condition;
}

type PrincipalElement = { readonly AWS: readonly string[] } | { readonly Service: readonly string[] };
