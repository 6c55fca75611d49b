import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { DeclaredRole, RoleSet } from '../../policy-generator/formats/role-set.ts';
import {
  applyRole,
  type IamAnswer,
  type IamRequest,
  type RoleChange,
  readingActions,
} from '../../policy-generator/role-changes.ts';
import { openRoleSession, type RoleSession } from './role-session.ts';

export interface ApplyRequest {
  /** Of a Stepwell server. */
  readonly url: string;
  readonly region: string;
  /** Only to tell what would change. */
  readonly isDryRun: boolean;
  /** AWS profiles by the accounts they have credentials for. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** What was changed about a role; nothing where it was so already. */
export interface RoleChanges {
  readonly roleArn: Arn;
  readonly changes: readonly RoleChange[];
}

/** Makes the roles of `set` what they are declared to be, each with credentials of its own account. */
export async function applyRoles(
  { executionRole, targetRoles }: RoleSet,
  request: ApplyRequest,
): Promise<readonly RoleChanges[]> {
  // The execution role is first, because the trust policies of the others name it.
  const roles = [...(executionRole === undefined ? [] : [executionRole]), ...targetRoles];
  const sessions = new Map<string, RoleSession>();
  try {
    for (const account of new Set(roles.map((role) => role.account)))
      sessions.set(account, await openRoleSession(account, request));
    const applied: RoleChanges[] = [];
    for (const role of roles) {
      const session = sessions.get(role.account);
      if (session === undefined) continue;
      applied.push({ roleArn: role.roleArn, changes: await converse(role, session, request) });
    }
    return applied;
  } finally {
    for (const session of sessions.values()) session.close();
  }
}

async function converse(
  role: DeclaredRole,
  session: RoleSession,
  { isDryRun }: ApplyRequest,
): Promise<readonly RoleChange[]> {
  const dialogue = applyRole(role);
  const answerTo = async (request: IamRequest): Promise<IamAnswer> =>
    isDryRun && !isReading(request) ? nothing : session.send(request);
  let step = dialogue.next();
  while (step.done !== true) step = dialogue.next(await answerTo(step.value));
  return step.value;
}

const nothing: JsonObject = {};

function isReading({ action }: IamRequest): boolean {
  return readingActions.some((reading) => reading === action);
}
