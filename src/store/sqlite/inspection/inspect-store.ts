import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Cell } from '../../cell.ts';
import type { ResourceBodies, ResourceKind } from '../../resources/index.ts';
import { parseInteger, parseText } from '../../rows.ts';
import { inspections, reads } from '../../statements.ts';
import type { Resource, ResourceKey } from '../../store.ts';
import { latestSchemaVersion } from '../migrate.ts';
import { storageFailure } from '../storage-failure.ts';
import { RowsByExecution } from './rows-by-execution.ts';

/** A database as it was when it was opened, row by row, for who wants to know whether the rows agree. Changes nothing. */
export interface Inspection {
  readonly executionCount: number;
  /** What SQLite itself finds wrong with its file, in its own words. */
  findDamage(): readonly string[];
  /** In order of key. `onOrphan` is told of rows that belong to no execution. */
  executions(onOrphan: (orphan: OrphanRow) => void): Iterable<StoredExecution>;
  /** Executions whose name another one has, too. */
  listNamesakes(): readonly string[];
  resources(): Iterable<StoredResource>;
  findResource<Kind extends ResourceKind>(key: ResourceKey<Kind>): Resource<Kind> | undefined;
  close(): void;
}

/** The tables whose rows belong to executions. */
export const executionTables = ['turns', 'awaited_jobs', 'activity_tasks', 'outbox', 'map_runs'] as const;
export type ExecutionTable = (typeof executionTables)[number];

export interface OrphanRow {
  readonly table: ExecutionTable;
  readonly shard: number;
  readonly executionId: number;
}

/** An execution's row and the rows that belong to it, each as its columns in `inspections` say. */
export interface StoredExecution {
  readonly summary: readonly Cell[];
  readonly arnKey: Cell;
  readonly machineKey: Cell;
  readonly rows: Readonly<Record<ExecutionTable, readonly (readonly Cell[])[]>>;
}

export interface StoredResource extends ResourceKey {
  readonly revision: Cell;
  readonly body: string;
}

/** Why there is nothing to inspect: a sentence for the operator. */
export class InspectionRefused extends Error {
  override readonly name = 'InspectionRefused';
}

/** How many faults of its file SQLite lists. */
const damagesMax = 100;

/** `path` is a data folder, or a database's file. Throws InspectionRefused. */
export function inspectStore(path: string): Inspection {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InspectionRefused(`${path} does not exist.`);
  const file = found.isDirectory() ? join(path, 'stepwell.db') : path;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new InspectionRefused(`${path} is no data folder: it has no stepwell.db. Name another.`);
  try {
    const connection = new Database(file, { readonly: true, fileMustExist: true });
    connection.pragma('cache_size = -65536');
    connection.exec('BEGIN');
    checkSchema(connection, file);
    return inspectionOf(connection);
  } catch (error) {
    const reason = storageFailure(error, path);
    throw reason === undefined ? error : new InspectionRefused(reason);
  }
}

/** Only what this program has written itself can be held against its rules. */
function checkSchema(connection: Database.Database, file: string): void {
  const isOurs = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").get();
  if (isOurs === undefined) throw new InspectionRefused(`${file} is no database of Stepwell's.`);
  const version = connection.prepare('SELECT max(version) FROM schema_version').pluck().get();
  const known = latestSchemaVersion();
  if (version === known) return;
  throw new InspectionRefused(
    Number(version) > known
      ? `${file} was written by a newer Stepwell (schema ${version}, this one knows ${known}). Check it with that one.`
      : `${file} was written by an older Stepwell (schema ${version}, this one writes ${known}). Check it with that one, or start this one on a copy of it first.`,
  );
}

function inspectionOf(connection: Database.Database): Inspection {
  const resourceByKey = connection.prepare<unknown[], Cell[]>(reads.resource).raw();

  function* executions(onOrphan: (orphan: OrphanRow) => void): Generator<StoredExecution> {
    const tables = executionTables.map((table) => {
      const rows = connection.prepare<unknown[], Cell[]>(inspections[table]).raw().iterate();
      return new RowsByExecution(rows, (shard, executionId) => onOrphan({ table, shard, executionId }));
    });
    try {
      for (const cells of connection.prepare<unknown[], Cell[]>(inspections.executions).raw().iterate()) {
        const [arnKey = null, machineKey = null, ...summary] = cells;
        const shard = parseInteger(summary[0]);
        const id = parseInteger(summary[1]);
        const [turns = [], awaited = [], queued = [], outbox = [], mapRuns = []] = tables.map((table) =>
          table.take(shard, id),
        );
        const rows = {
          turns,
          awaited_jobs: awaited,
          activity_tasks: queued,
          outbox,
          map_runs: mapRuns,
        };
        yield { summary, arnKey, machineKey, rows };
      }
      for (const table of tables) table.passRest();
    } finally {
      for (const table of tables) table.close();
    }
  }

  return {
    executionCount: parseInteger(connection.prepare<unknown[], Cell>(inspections.count).pluck().get()),
    findDamage() {
      const lines = connection.pragma(`integrity_check(${damagesMax})`) as { integrity_check: string }[];
      return lines.map(({ integrity_check: line }) => line).filter((line) => line !== 'ok');
    },
    executions,
    listNamesakes: () => connection.prepare<unknown[], string>(inspections.namesakes).pluck().all(),
    *resources() {
      for (const row of connection.prepare<unknown[], Cell[]>(inspections.resources).raw().iterate()) {
        const [kind, account, region, name, revision = null, body] = row;
        yield {
          kind: parseText(kind) as ResourceKind,
          account: parseText(account),
          region: parseText(region),
          name: parseText(name),
          revision,
          body: parseText(body),
        };
      }
    },
    findResource<Kind extends ResourceKind>(key: ResourceKey<Kind>) {
      const row = resourceByKey.get(key.kind, key.account, key.region, key.name);
      if (row === undefined) return undefined;
      const body = JSON.parse(parseText(row[1])) as ResourceBodies[Kind];
      return { ...key, revision: parseInteger(row[0]), body };
    },
    close: () => connection.close(),
  };
}
