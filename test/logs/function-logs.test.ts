import { describe, expect, test } from 'vitest';
import { createFunctionLogs } from '../../src/logs/function-logs.ts';
import type { StreamFiles, WrittenEvent } from '../../src/logs/stream-files.ts';
import type { LogGroup } from '../../src/runtime/execution-logging/log-group.ts';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:greet';

interface Write {
  readonly group: LogGroup;
  readonly streamName: string;
  readonly messages: readonly string[];
}

/** Logs on files that take a write when they are told to, and a clock that is moved. */
function someLogs() {
  const writes: Write[] = [];
  const warnings: unknown[] = [];
  const due: { at: number; run: () => void }[] = [];
  let finish: ((error?: Error) => void)[] = [];
  let time = Date.UTC(2026, 0, 2);
  const append = (group: LogGroup, streamName: string, events: readonly WrittenEvent[]) => {
    writes.push({ group, streamName, messages: events.map(({ message }) => message) });
    return new Promise<void>((resolve, reject) => {
      finish.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  const logs = createFunctionLogs({
    streams: { append } as Partial<StreamFiles> as StreamFiles,
    clock: {
      now: () => time,
      schedule: (at, run) => {
        due.push({ at, run });
        return () => {};
      },
    },
    newId: () => 'a1b2-c3',
    log: { warn: (entry: unknown) => warnings.push(entry) } as never,
  });
  return {
    logs,
    writes,
    warnings,
    async pass(milliseconds: number) {
      time += milliseconds;
      for (const { run } of due.splice(0, due.length).filter(({ at }) => at <= time)) run();
      await settled();
    },
    async finish(error?: Error) {
      const ended = finish;
      finish = [];
      for (const end of ended) end(error);
      await settled();
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('what functions log', () => {
  test('is written at once where nothing was logged before, an event for each line', async () => {
    const { logs, writes } = someLogs();
    logs.keep({ functionArn: `${functionArn}:3`, text: 'START\none\n\nEND\n' });
    await settled();
    expect(writes).toEqual([
      {
        group: { partition: 'aws', account: '123456789012', region: 'us-east-1', name: '/aws/lambda/greet' },
        streamName: '2026/01/02/[3]a1b2c3',
        messages: ['START', 'one', 'END'],
      },
    ]);
  });

  test('gathers for a while after a write, for each function in order', async () => {
    const { logs, writes, finish, pass } = someLogs();
    logs.keep({ functionArn, text: 'first\n' });
    await settled();
    logs.keep({ functionArn, text: 'second\n' });
    logs.keep({ functionArn: `${functionArn}-other`, text: 'apart\n' });
    await finish();
    logs.keep({ functionArn, text: 'third\n' });
    expect(writes).toHaveLength(1);
    await pass(100);
    expect(writes.slice(1).map(({ messages }) => messages)).toEqual([['second', 'third'], ['apart']]);
    await finish();
    await pass(100);
    logs.keep({ functionArn, text: 'later\n' });
    await settled();
    expect(writes.at(-1)?.messages).toEqual(['later']);
  });

  test('is all written before a flush settles', async () => {
    const { logs, writes, finish } = someLogs();
    logs.keep({ functionArn, text: 'first\n' });
    await settled();
    logs.keep({ functionArn, text: 'second\n' });
    let isFlushed = false;
    const flushed = logs.flush().then(() => {
      isFlushed = true;
    });
    await settled();
    expect(writes.map(({ messages }) => messages)).toEqual([['first'], ['second']]);
    expect(isFlushed).toBe(false);
    await finish();
    await flushed;
  });

  test('goes on after a write that failed, of which the operator is told', async () => {
    const { logs, writes, warnings, finish, pass } = someLogs();
    logs.keep({ functionArn, text: 'lost\n' });
    await settled();
    await finish(new Error('no space left'));
    expect(warnings).toEqual([{ err: new Error('no space left'), functionArn }]);
    logs.keep({ functionArn, text: 'kept\n' });
    await pass(100);
    expect(writes.at(-1)?.messages).toEqual(['kept']);
  });

  test('is left out, once said, where more waits to be written than memory allows', async () => {
    const { logs, writes, warnings, finish, pass } = someLogs();
    logs.keep({ functionArn, text: 'first\n' });
    await settled();
    const large = `${'x'.repeat(1_000_000)}\n`;
    for (let count = 0; count < 20; count += 1) logs.keep({ functionArn, text: large });
    expect(warnings).toEqual([{ functionArn }]);
    await finish();
    await pass(100);
    expect(writes.at(-1)?.messages).toHaveLength(16);
  });
});
