import { vi } from 'vitest';
import type { CommandParts } from '../../src/cli/command.ts';
import { createProgram } from '../../src/cli/program.ts';
import { backUpData, checkData } from '../../src/data-folder.ts';

const parts: CommandParts = {
  startServer: () => Promise.reject(new Error('this command needs no server')),
  backUp: backUpData,
  checkData,
  defaults: {
    host: '127.0.0.1',
    port: 0,
    devDataDirectory: 'data',
    metricsHost: '127.0.0.1',
    shutdownSeconds: 20,
    retentionDays: 90,
  },
  place: { account: '123456789012', region: 'us-east-1' },
};

class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** What a command wrote, and what the process would end with. */
export interface EndedCommand {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `stepwell` with these words in this process. */
export async function runCommand(...words: readonly string[]): Promise<EndedCommand> {
  let output = '';
  let errors = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      errors += String(text);
      return true;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      errors += `${String(text)}\n`;
    }),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Exit(Number(code));
    }),
  ];
  try {
    const program = await createProgram(parts, words);
    await program.parseAsync(words, { from: 'user' });
    return { exitCode: Number(process.exitCode ?? 0), output, errors };
  } catch (error) {
    if (error instanceof Exit) return { exitCode: error.code, output, errors };
    throw error;
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}
