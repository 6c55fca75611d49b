import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { assert } from '../../base/assert.ts';
import type { OnMigration } from './database.ts';
import { StoreRefused } from './directory.ts';

/** The schema's changes, numbered from 1 without gaps: `0001-what.sql`. */
const migrationsFolder = new URL('../migrations/', import.meta.url);

/**
 * Brings the schema up to date, each migration in a transaction of its own: what is interrupted goes on with the next start.
 * `onBegin` is told where a database has a way to go, before anything changes.
 *
 * Throws StoreRefused where a newer Stepwell wrote the database.
 */
export function migrate(connection: Database.Database, onBegin: OnMigration = () => {}): void {
  const files = migrationFiles();
  connection.exec('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)');
  const current = connection.prepare('SELECT coalesce(max(version), 0) FROM schema_version').pluck().get();
  assert(typeof current === 'number', `the schema's version, not ${current}`);
  if (current > files.length) {
    throw new StoreRefused(
      `${connection.name} was written by a newer Stepwell (schema ${current}, this one knows ${files.length}). ` +
        'Start that version or a newer one, or restore the backup that was made before the upgrade.',
    );
  }
  if (current > 0 && current < files.length) onBegin(current, files.length);
  for (const [index, file] of files.entries()) {
    const version = index + 1;
    assert(Number.parseInt(file, 10) === version, `migration ${version}, not ${file}`);
    if (version > current) run(connection, version, readFileSync(new URL(file, migrationsFolder), 'utf8'));
  }
}

/** The schema that this program writes. */
export function latestSchemaVersion(): number {
  return migrationFiles().length;
}

function migrationFiles(): readonly string[] {
  return readdirSync(migrationsFolder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

function run(connection: Database.Database, version: number, sql: string): void {
  connection.transaction(() => {
    connection.exec(sql);
    connection.prepare('INSERT INTO schema_version (version) VALUES (?)').run(version);
  })();
}
