import { createWriteStream, type WriteStream } from 'node:fs';

/** What a job writes, kept in a file up to a bound: the beginning, and a line that says where it was cut. */
export interface JobLog {
  append(chunk: Buffer): void;
  /** Settles once the file is written. */
  close(): Promise<void>;
}

/** The file is made with the first byte. A disk that takes nothing costs the log, not the job. */
export function createJobLog(path: string, bytesMax: number): JobLog {
  let stream: WriteStream | undefined;
  let bytes = 0;

  function open(): WriteStream {
    const opened = createWriteStream(path, { mode: 0o600 });
    opened.on('error', () => {});
    return opened;
  }

  return {
    append(chunk) {
      if (bytes > bytesMax) return;
      stream ??= open();
      const room = bytesMax - bytes;
      bytes += chunk.length;
      if (bytes <= bytesMax) stream.write(chunk);
      else stream.write(Buffer.concat([chunk.subarray(0, room), cutMark]));
    },
    close() {
      const opened = stream;
      if (opened === undefined || opened.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        opened.once('close', resolve);
        opened.end();
      });
    },
  };
}

const cutMark = Buffer.from('\n[the log ends here: it has reached its largest size]\n');
