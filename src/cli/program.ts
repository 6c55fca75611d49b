import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandParts } from './command.ts';
import { commands } from './commands/index.ts';

/** The `stepwell` command with the command that `words` begin with; with every command, where they begin with none. */
export async function createProgram(parts: CommandParts, words: readonly string[]): Promise<Command> {
  const program = new Command('stepwell')
    .description('A durable workflow service that speaks the AWS Step Functions API, with real IAM.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)');
  const [name = ''] = words;
  const asked = Object.hasOwn(commands, name) ? commands[name] : undefined;
  for (const load of asked === undefined ? Object.values(commands) : [asked]) (await load())(program, parts);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
