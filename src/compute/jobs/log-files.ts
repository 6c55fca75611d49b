import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The logs of jobs in one folder, of which only the latest are kept. */
export interface LogFiles {
  /** The path for the log called `name`. */
  add(name: string): string;
}

export function createLogFiles(folder: string, countMax: number): LogFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = new Set(namesByAge(folder));

  function trim(): void {
    for (const name of names) {
      if (names.size <= countMax) return;
      names.delete(name);
      rmSync(join(folder, name), { force: true });
    }
  }

  trim();
  return {
    add(name) {
      const file = `${name}.log`;
      names.delete(file);
      names.add(file);
      trim();
      return join(folder, file);
    },
  };
}

/** The oldest first. */
function namesByAge(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
    .sort((left, right) => left.at - right.at)
    .map(({ name }) => name);
}
