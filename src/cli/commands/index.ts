import type { AddCommand } from '../command.ts';
import { dev } from './dev.ts';
import { policy } from './policy.ts';
import { run } from './run.ts';
import { start } from './start.ts';
import { validate } from './validate.ts';

export const commands: readonly AddCommand[] = [dev, start, run, validate, policy];
