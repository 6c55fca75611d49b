import type { Remark } from './need.ts';
import type { PolicyDocument, PolicyStatement } from './policy.ts';

/** Characters of a managed policy, white space left out. Source: IAM User Guide, "IAM and AWS STS quotas". */
const policyCharactersMax = 6_144;

/** `statements` in as few documents as IAM's size limit takes, in their order; one that is too large by itself is divided. */
export function documentsOf(statements: readonly PolicyStatement[]): readonly PolicyDocument[] {
  const documents: PolicyStatement[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const statement of statements.flatMap(divide)) {
    const added = sizeOf(statement) + 1;
    if (size + added > policyCharactersMax) {
      documents.push([]);
      size = emptySize;
    }
    documents.at(-1)?.push(statement);
    size += added;
  }
  return documents.map((Statement) => ({ Version: '2012-10-17', Statement }));
}

/** Managed policies of one role, before an account asks for more. Source: IAM User Guide, "IAM and AWS STS quotas". */
const policiesPerRole = 10;

/** What is to be known of more documents than a role takes; `role` is what the remark calls it by. */
export function documentCountRemarks(documents: readonly PolicyDocument[], role: string): readonly Remark[] {
  if (documents.length <= policiesPerRole) return [];
  const message = `${role} needs ${documents.length} policies, and a role takes ${policiesPerRole} unless the account's quota is raised (to 20 at most). Let its state machines run as several roles, or allow resources by a common beginning of their names.`;
  return [{ path: '/', message }];
}

const emptySize = JSON.stringify({ Version: '2012-10-17', Statement: [] }).length;

function sizeOf(statement: PolicyStatement): number {
  return JSON.stringify(statement).length;
}

/** The parts of a statement whose resources do not fit into one document. */
function divide(statement: PolicyStatement): readonly PolicyStatement[] {
  if (emptySize + sizeOf(statement) <= policyCharactersMax) return [statement];
  const parts: PolicyStatement[] = [];
  const room = policyCharactersMax - emptySize - sizeOf({ ...statement, Resource: [] }) - sidRoom;
  let resources: string[] = [];
  let size = 0;
  for (const resource of statement.Resource) {
    const added = JSON.stringify(resource).length + 1;
    if (size + added > room && resources.length > 0) {
      parts.push(part(statement, resources, parts.length));
      resources = [];
      size = 0;
    }
    resources.push(resource);
    size += added;
  }
  parts.push(part(statement, resources, parts.length));
  return parts;
}

/** What a part's number adds to its Sid. */
const sidRoom = 8;

function part(statement: PolicyStatement, resources: readonly string[], index: number): PolicyStatement {
  const { Sid } = statement;
  return {
    ...statement,
    ...(Sid !== undefined && { Sid: `${Sid}Part${index + 1}` }),
    Resource: resources,
  };
}
