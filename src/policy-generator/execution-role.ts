import { type Arn, formatArn, type Place } from '../base/arn.ts';

/** Characters of a role's name. Source: IAM User Guide, "IAM and AWS STS quotas". */
const roleNameCharactersMax = 64;

/**
 * The ARN of the role that `role` names: by its ARN, by its name with or without a path, or, where it is undefined, after the
 * state machine, as the console of AWS does. Undefined where `role` can be none of this place.
 */
export function executionRoleArnOf(
  role: string | undefined,
  machineName: string,
  place: Place,
): Arn | undefined {
  const { partition, account } = place;
  const lead = formatArn({ partition, service: 'iam', region: '', account, resource: 'role/' });
  const given = role ?? defaultName(machineName);
  const name = given.startsWith('arn:') ? (given.startsWith(lead) ? given.slice(lead.length) : '') : given;
  return rolePattern.test(name) ? `${lead}${name}` : undefined;
}

const rolePattern = /^(?:[\w+=,.@-]+\/){0,16}[\w+=,.@-]{1,64}$/;

function defaultName(machineName: string): string {
  const [lead, tail] = ['StepFunctions-', '-role'];
  const room = roleNameCharactersMax - lead.length - tail.length;
  return `${lead}${machineName.replace(/[^\w+=,.@-]/g, '-').slice(0, room)}${tail}`;
}
