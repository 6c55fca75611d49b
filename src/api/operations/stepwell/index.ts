import type { Operation } from '../../operation.ts';
import { createBackup } from './create-backup.ts';
import { generatePolicies } from './generate-policies.ts';
import { listRecordedCalls } from './list-recorded-calls.ts';

/** The actions of this server's own API, by name. */
export const stepwellOperations = {
  CreateBackup: createBackup,
  GeneratePolicies: generatePolicies,
  ListRecordedCalls: listRecordedCalls,
} satisfies Readonly<Record<string, Operation>>;
