import type { ContainerEngine } from './container-engine.ts';
import { refusalIn, runEngine } from './engine-command.ts';
import { removeVolumes } from './own-containers.ts';
import { folderLabel } from './run-arguments.ts';

/** The empty folders that containers of one task share, each there as long as one of them is. */
export class SharedVolumes {
  readonly #engine: ContainerEngine;
  readonly #folderId: string;
  readonly #users = new Map<string, { count: number; readonly made: Promise<void> }>();

  constructor(engine: ContainerEngine, folderId: string) {
    this.#engine = engine;
    this.#folderId = folderId;
  }

  /** Settles once they can be used; rejects with an Error in the engine's words. Release them in either case. */
  async use(names: readonly string[]): Promise<void> {
    const made = names.map((name) => {
      const known = this.#users.get(name) ?? { count: 0, made: this.#make(name) };
      known.count += 1;
      this.#users.set(name, known);
      return known.made;
    });
    await Promise.all(made);
  }

  async release(names: readonly string[]): Promise<void> {
    const unused = names.filter((name) => {
      const known = this.#users.get(name);
      if (known === undefined) return false;
      known.count -= 1;
      return known.count === 0 && this.#users.delete(name);
    });
    if (unused.length > 0) await removeVolumes(this.#engine, unused);
  }

  async #make(name: string): Promise<void> {
    const label = `--label=${folderLabel}=${this.#folderId}`;
    const { code, errors } = await runEngine(this.#engine.program, ['volume', 'create', label, name]).ended;
    if (code !== 0) throw new Error(refusalIn(errors));
  }
}
