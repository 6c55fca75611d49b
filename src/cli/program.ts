import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandParts } from './command.ts';
import { commands } from './commands/index.ts';

/** The `stepwell` command with every command of its table. */
export function createProgram(parts: CommandParts): Command {
  const program = new Command('stepwell')
    .description('A durable workflow service that speaks the AWS Step Functions API, with real IAM.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)');
  for (const add of commands) add(program, parts);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
