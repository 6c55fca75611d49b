import type { Writable } from 'node:stream';
import type { RecordSink } from './record-queue.ts';

/** Every log group's records on one stream, such as standard output. */
export function createLogStream(stream: Writable): RecordSink {
  // A reader that went away fails the writes, which are told of; it must not end the process.
  stream.on('error', () => {});
  return {
    destinationOf: () => 'standard output',
    write: (_destination, lines) =>
      new Promise((resolve, reject) => {
        stream.write(lines, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
