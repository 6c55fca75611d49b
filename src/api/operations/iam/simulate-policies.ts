import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import type { PolicyKind, SourcedPolicy } from '../../../iam/policy.ts';
import type { MatchedStatement } from '../../../iam/simulate.ts';
import {
  type Position,
  type StatementPosition,
  statementPositions,
} from '../../../iam/statement-positions.ts';
import { InvalidInput } from './errors.ts';
import type { NamedDocument } from './simulate-policy-source.ts';

/** A policy that takes part in a simulation, with its text. */
export interface SimulatedPolicy extends SourcedPolicy {
  readonly text: string;
}

/** The members of a request that bring policies along. */
export interface PolicyInput {
  readonly PolicyInputList?: readonly string[];
  readonly PermissionsBoundaryPolicyInputList?: readonly string[];
  readonly ResourcePolicy?: string;
}

/** `PolicyInputList` as documents, under the names by which answers speak of them. */
export function inputDocuments({ PolicyInputList = [] }: PolicyInput): readonly NamedDocument[] {
  return PolicyInputList.map((text, index) => ({ id: `PolicyInputList.${index + 1}`, text }));
}

/** Throws InvalidInput where a request has more than one. */
export function inputBoundary({
  PermissionsBoundaryPolicyInputList: [text, ...more] = [],
}: PolicyInput): NamedDocument | undefined {
  if (more.length > 0) {
    throw new InvalidInput('The list of Permissions Boundary policies cannot exceed 1 items.');
  }
  return text === undefined ? undefined : { id: 'PermissionsBoundaryPolicyInputList.1', text };
}

/** Throws InvalidInput where the document is no policy of its kind. */
export function compileSimulated(
  { id, text }: NamedDocument,
  { kind, owner, account }: { readonly kind: PolicyKind; readonly owner: Arn; readonly account: string },
): SimulatedPolicy {
  try {
    return { policy: parsePolicy(text, kind), name: id, owner, account, text };
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error;
    throw new InvalidInput(`${id} is not a valid policy: ${error.message}`);
  }
}

/** Writes matched statements down, and looks up the places of a policy's statements once. */
export class StatementWriter {
  readonly #texts: ReadonlyMap<SourcedPolicy, string>;
  readonly #positions = new Map<SourcedPolicy, readonly StatementPosition[]>();

  constructor(policies: readonly SimulatedPolicy[]) {
    this.#texts = new Map(policies.map((policy) => [policy, policy.text]));
  }

  json({ source, statement, kind }: MatchedStatement): JsonObject {
    let positions = this.#positions.get(source);
    if (positions === undefined) {
      positions = statementPositions(this.#texts.get(source) ?? '');
      this.#positions.set(source, positions);
    }
    const position = positions[statement.index];
    return {
      SourcePolicyId: source.name,
      SourcePolicyType: policyTypes[kind],
      ...(position !== undefined && {
        StartPosition: positionJson(position.start),
        EndPosition: positionJson(position.end),
      }),
    };
  }
}

/** What AWS answers with; the values that its API model lists never occur. */
export const policyTypes: Readonly<Record<MatchedStatement['kind'], string>> = {
  identity: 'IAM Policy',
  resource: 'Resource Policy',
  boundary: 'Permissions Boundary Policy',
};

function positionJson({ line, column }: Position): JsonObject {
  return { Line: line, Column: column };
}
