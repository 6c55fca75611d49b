import type { AddCommand } from '../command.ts';

/** Every command by its name. Each is loaded when it is asked for, with all that it needs. */
export const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  dev: async () => (await import('./dev.ts')).dev,
  start: async () => (await import('./start.ts')).start,
  run: async () => (await import('./run.ts')).run,
  validate: async () => (await import('./validate.ts')).validate,
  policy: async () => (await import('./policy.ts')).policy,
  backup: async () => (await import('./backup.ts')).backup,
  check: async () => (await import('./check.ts')).check,
};
