import type { Operation } from '../../operation.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** The actions of STS that this server answers, by name. */
export const stsOperations = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
} satisfies Readonly<Record<string, Operation>>;
