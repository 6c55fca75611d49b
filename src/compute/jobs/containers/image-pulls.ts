import type { ContainerEngine } from './container-engine.ts';
import { type EngineCommand, refusalIn, runEngine } from './engine-command.ts';

/** The images that jobs wait for: each is pulled once, however many jobs name it, and only where the engine has none. */
export class ImagePulls {
  readonly #engine: ContainerEngine;
  readonly #waiting = new Map<string, Promise<void>>();
  readonly #pulling = new Set<EngineCommand>();
  #isClosed = false;

  constructor(engine: ContainerEngine) {
    this.#engine = engine;
  }

  /** Settles once the engine has `image`; rejects with an Error in the engine's words where it cannot get it. */
  need(image: string): Promise<void> {
    const known = this.#waiting.get(image);
    if (known !== undefined) return known;
    const waiting = this.#get(image).finally(() => this.#waiting.delete(image));
    this.#waiting.set(image, waiting);
    return waiting;
  }

  /** Ends every pull. */
  close(): void {
    this.#isClosed = true;
    for (const pull of this.#pulling) pull.end();
  }

  async #get(image: string): Promise<void> {
    const { program } = this.#engine;
    const look = runEngine(program, ['image', 'inspect', '--format={{.Id}}', '--', image]);
    if ((await look.ended).code === 0) return;
    if (this.#isClosed) throw new Error('the server ends');
    const pull = runEngine(program, ['pull', '--quiet', '--', image]);
    this.#pulling.add(pull);
    const { code, errors } = await pull.ended;
    this.#pulling.delete(pull);
    if (code !== 0) throw new Error(refusalIn(errors));
  }
}
