import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { BatchReader } from './batch-reader.ts';
import { BatchWriter } from './batch-writer.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { StoreRefused } from './directory.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './wire.ts';

/**
 * A thread of the embedded store: it opens the database, then answers one message after the other until it is closed.
 */

assert(parentPort, 'a worker thread');
const port = parentPort;
const settings = workerData as WorkerSettings;

const database = open();
if (database) serve(database);

function open(): OpenDatabase | undefined {
  try {
    return openDatabase(settings, (from, to) => send({ type: 'migrating', from, to }));
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    send({ type: 'refused', reason: error.message });
    return undefined;
  }
}

function serve({ connection, close }: OpenDatabase): void {
  const reader = new BatchReader(connection, settings.directory);
  const writer = settings.role === 'writer' ? new BatchWriter(connection, settings.directory) : undefined;
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') {
      close();
      port.close();
    } else if (message.lane === 'reads') {
      send(reader.read(message.cells));
    } else {
      assert(writer, 'writes for the writer only');
      send(writer.write(message.cells));
    }
  });
  send({ type: 'opened' });
}

function send(message: FromWorker): void {
  port.postMessage(message);
}
