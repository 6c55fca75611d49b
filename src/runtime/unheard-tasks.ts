import type { ExecutionKey } from '../store/store.ts';

/**
 * The tasks whose jobs this process could not look at, and of those the ones that no event tells of either: they wait
 * until somebody reports with their token or they time out.
 */
export class UnheardTasks {
  /** By the name of the task, whether it is unheard. */
  readonly #unpolled = new Map<string, boolean>();
  #unheardCount = 0;

  get count(): number {
    return this.#unheardCount;
  }

  /** That the task's job could not be looked at; tells whether that, or that nobody tells of it, is news. */
  add(key: ExecutionKey, eventId: number, isUnheard: boolean): boolean {
    const name = nameOf(key, eventId);
    const known = this.#unpolled.get(name);
    if (known === isUnheard) return false;
    this.#set(name, isUnheard);
    return known === undefined || isUnheard;
  }

  /** That the task's job was looked at, or that the task has ended. */
  delete(key: ExecutionKey, eventId: number): void {
    if (this.#unpolled.size > 0) this.#set(nameOf(key, eventId), undefined);
  }

  #set(name: string, isUnheard: boolean | undefined): void {
    this.#unheardCount += Number(isUnheard === true) - Number(this.#unpolled.get(name) === true);
    if (isUnheard === undefined) this.#unpolled.delete(name);
    else this.#unpolled.set(name, isUnheard);
  }
}

function nameOf({ shard, id }: ExecutionKey, eventId: number): string {
  return `${shard}/${id}/${eventId}`;
}
