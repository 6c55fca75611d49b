import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ServiceName } from '../../src/api/operation.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { Configuration } from '../../src/config.ts';
import { startServer } from '../../src/main.ts';
import { type Answer, deliver, type Key, signedRequest } from './signed-request.ts';

export const holder = '111111111111';
export const stranger = '222222222222';
export const region = 'us-east-1';

/** A server that verifies every signature, with the root users of two accounts and what is on its disk. */
export interface TwoTenants {
  readonly endpoint: string;
  readonly directory: string;
  readonly holderRoot: Key;
  readonly strangerRoot: Key;
  call(service: ServiceName, operation: string, input: JsonObject, key: Key): Promise<Answer>;
  /** As `call`, and the output's members; fails where the call was refused. */
  succeed(service: ServiceName, operation: string, input: JsonObject, key: Key): Promise<JsonObject>;
  /** Everything stored but what roles did, as one text. */
  stored(): string;
  close(): Promise<void>;
}

export async function twoTenants(settings: Partial<Configuration> = {}): Promise<TwoTenants> {
  const directory = settings.dataDirectory ?? mkdtempSync(join(tmpdir(), 'stepwell-security-'));
  const start = (account: string) =>
    startServer({
      mode: 'start',
      host: '127.0.0.1',
      port: 0,
      dataDirectory: directory,
      enforcement: 'enforce',
      account,
      region,
      logLevel: 'silent',
      ...settings,
    });
  const first = await start(stranger);
  const strangerRoot = first.rootAccessKey;
  await first.close();
  const server = await start(holder);
  const holderRoot = server.rootAccessKey;
  if (strangerRoot === undefined || holderRoot === undefined) throw new Error('a root key for each account');
  const database = new Database(join(directory, 'stepwell.db'), { readonly: true });
  const { endpoint } = server;
  const call: TwoTenants['call'] = async (service, operation, input, key) =>
    deliver(endpoint, await signedRequest(endpoint, { service, operation, input, key }));
  return {
    endpoint,
    directory,
    holderRoot,
    strangerRoot,
    call,
    async succeed(service, operation, input, key) {
      const answer = await call(service, operation, input, key);
      if (answer.status >= 300) throw new Error(`${service}:${operation}: ${answer.code} ${answer.message}`);
      return outputOf(answer.text, operation);
    },
    stored: () => storedIn(database),
    async close() {
      database.close();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A JSON output as it is; of an XML one, its elements without children by name. */
function outputOf(text: string, operation: string): JsonObject {
  if (text === '') return {};
  if (!text.startsWith('<')) {
    const output = JSON.parse(text) as Json;
    return isJsonObject(output) ? output : { [operation]: output };
  }
  return Object.fromEntries(
    [...text.matchAll(/<(\w+)>([^<]+)<\/\1>/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Kinds of resources that change without anybody asking for it. */
const ownAccord = ['RecordedCalls'];

function storedIn(database: Database.Database): string {
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
  return tables
    .map((table) => {
      const rows = database.prepare(`SELECT * FROM "${table}"`).all() as { readonly kind?: unknown }[];
      const kept = rows.filter(({ kind }) => !ownAccord.includes(String(kind)));
      return `${table}\n${kept.map((row) => JSON.stringify(row)).join('\n')}`;
    })
    .join('\n');
}
