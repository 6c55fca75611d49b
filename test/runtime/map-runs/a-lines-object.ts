import type { JsonObject } from '../../../src/base/json.ts';
import type { ServiceAnswer } from '../../../src/connectors/connector.ts';

/** An object of JSON lines that are made when they are read: each of the same length, with its number and much besides. */
export interface LinesObject {
  /** As S3 would. */
  readonly s3: (action: string, input: JsonObject) => ServiceAnswer;
  /** The ranges that were asked for begin here. */
  readonly starts: readonly number[];
  change(): void;
}

const lineBytesDefault = 100;

export function aLinesObject(lineCount: number, lineBytes = lineBytesDefault): LinesObject {
  const size = lineCount * lineBytes;
  const starts: number[] = [];
  let version = 1;
  return {
    starts,
    change() {
      version += 1;
    },
    s3(_action, { Range: range }) {
      const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(String(range)) ?? [];
      const start = Number(from);
      const end = Math.min(Number(to) + 1, size);
      starts.push(start);
      const first = Math.floor(start / lineBytes);
      let text = '';
      for (let index = first; index * lineBytes < end; index += 1) text += lineOf(index, lineBytes);
      const body = Buffer.from(text.slice(start - first * lineBytes, end - first * lineBytes), 'latin1');
      return {
        output: {
          ETag: `"${version}"`,
          ContentLength: body.length,
          ContentRange: `bytes ${start}-${end - 1}/${size}`,
        },
        body,
        metadata: { requestId: '', status: 206, headers: {} },
      };
    },
  };
}

function lineOf(index: number, lineBytes: number): string {
  const start = `{"n":${index},"more":"`;
  return `${start.padEnd(lineBytes - 3, 'x')}"}\n`;
}
