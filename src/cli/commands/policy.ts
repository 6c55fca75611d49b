import type { AddCommand } from '../command.ts';
import { audit } from './policy-audit.ts';
import { explain } from './policy-explain.ts';
import { generate } from './policy-generate.ts';
import { learn } from './policy-learn.ts';

/** What is done with policies, each a command below `policy`. */
const policyCommands: readonly AddCommand[] = [generate, audit, explain, learn];

export const policy: AddCommand = (program, parts) => {
  const group = program.command('policy').description('What IAM policies state machines need');
  for (const add of policyCommands) add(group, parts);
};
