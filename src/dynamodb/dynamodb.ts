import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Place } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import { type Dynalite, loadDynalite } from './dynalite.ts';
import { openTables, type Tables } from './tables.ts';

/**
 * DynamoDB's tables: what the package dynalite makes of a request, on databases that are this room's own. What it promises:
 *
 * - A write that was answered is on disk. An item and its entries in indexes are written together or not at all.
 * - A transaction is written as a whole or not at all, and reads of one see one moment.
 * - Each account and region has a database of its own, opened at its first request.
 */
export interface DynamoDb {
  /** Checks inputs; loads the package at its first use. */
  dynalite(): Dynalite;
  at(place: Place): Promise<Tables>;
  /** Writes what is under way and lets go of the files. */
  close(): Promise<void>;
}

export interface DynamoDbSettings {
  /** Has a folder per account and region. Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Pick<Logger, 'warn'>;
}

/** How often items whose time is over are removed. */
const tidyMilliseconds = 60_000;

export function createDynamoDb({ directory, clock, newId, log }: DynamoDbSettings): DynamoDb {
  const opened = new Map<string, Promise<Tables>>();
  let cancelTidying = () => {};
  let isClosed = false;

  async function open(place: Place): Promise<Tables> {
    const { account, region } = place;
    const folder = directory === undefined ? undefined : join(directory, account, region);
    return openTables({ dynalite: loadDynalite(), place, folder, clock, newId });
  }

  function planTidying(): void {
    cancelTidying = clock.schedule(clock.now() + tidyMilliseconds, async () => {
      try {
        for (const tables of opened.values()) await (await tables).tidy();
      } catch (error) {
        if (!isClosed) log.warn({ err: error }, 'expired items could not be removed');
      }
      if (!isClosed) planTidying();
    });
  }

  return {
    dynalite: loadDynalite,
    at(place) {
      if (isClosed) return Promise.reject(new Error('the tables are closed'));
      const key = `${place.account}/${place.region}`;
      const known = opened.get(key);
      if (known !== undefined) return known;
      if (opened.size === 0) planTidying();
      const opening = open(place);
      opened.set(key, opening);
      // What could not be opened may be opened later.
      opening.catch(() => opened.delete(key));
      return opening;
    },
    async close() {
      isClosed = true;
      cancelTidying();
      for (const tables of opened.values()) await (await tables.catch(() => undefined))?.close();
    },
  };
}
