import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServiceException, TooManyRequestsException } from '../../src/compute/errors.ts';
import { aDirectory, aFunction, aFunctionRunner, ended, isAlive } from './a-function-runner.ts';

const tellsPid = {
  'index.js': 'let count = 0; exports.handler = async () => ({ pid: process.pid, count: ++count })',
};

/** Waits as long as the event says, and tells its process. */
const waits = {
  'index.js': `exports.handler = async (event) => {
    await new Promise((resolve) => setTimeout(resolve, event.milliseconds));
    return process.pid;
  }`,
};

/** Makes a file of the name it is given, and runs until that is gone. */
const waitsForItsName = {
  'index.js': `const { existsSync, writeFileSync } = require('fs');
  exports.handler = async (name) => {
    const path = require('path').join(process.env.DIRECTORY, name);
    writeFileSync(path, '');
    while (existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
  }`,
};

const often = { interval: 10 };

describe('processes', () => {
  test('one process serves one invocation after another and keeps its state', async () => {
    const { invoke } = await aFunction(aFunctionRunner(), tellsPid);
    const answers = [];
    for (let index = 0; index < 3; index += 1) answers.push(JSON.parse((await invoke({})).payload));
    expect(answers.map(({ count }) => count)).toEqual([1, 2, 3]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  test('concurrent invocations get a process each, up to the limit', async () => {
    const { invoke } = await aFunction(aFunctionRunner({ processesMax: 3 }), waits);
    const answers = await Promise.all(Array.from({ length: 9 }, () => invoke({ milliseconds: 30 })));
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(3);
  });

  test('a function that waits for its first process is served before another function empties its queue', async () => {
    const runner = aFunctionRunner({ processesMax: 1 });
    const busy = await aFunction(runner, waits);
    const late = await aFunction(runner, tellsPid);
    const finished: string[] = [];
    const calls = [1, 2, 3].map((call) =>
      busy.invoke({ milliseconds: 20 }).then(() => finished.push(`busy ${call}`)),
    );
    calls.push(late.invoke({}).then(() => finished.push('late')));
    calls.push(busy.invoke({ milliseconds: 20 }).then(() => finished.push('busy 4')));
    await Promise.all(calls);
    expect(finished).toEqual(['busy 1', 'busy 2', 'busy 3', 'late', 'busy 4']);
  });

  test('functions that all wait share the processes evenly', async () => {
    const runner = aFunctionRunner({ processesMax: 4 });
    const directory = aDirectory();
    const overrides = { environment: { DIRECTORY: directory } };
    const functions = {
      first: await aFunction(runner, waitsForItsName, overrides),
      second: await aFunction(runner, waitsForItsName, overrides),
    };
    const calls = (['first', 'second'] as const).flatMap((name) =>
      Array.from({ length: 8 }, (_, index) => functions[name].invoke(`${name} ${index}`)),
    );
    const running = () => readdirSync(directory).sort();
    const end = (name: string) => renameSync(join(directory, name), join(directory, `${name}, ended`));
    await expect.poll(running, often).toEqual(['first 0', 'first 1', 'first 2', 'first 3']);
    // What ends makes room for the function that has fewer processes, until both have two.
    for (const { ended, begun } of [
      { ended: 'first 0', begun: 'second 0' },
      { ended: 'first 1', begun: 'second 1' },
      { ended: 'first 2', begun: 'first 4' },
      { ended: 'second 0', begun: 'second 2' },
      { ended: 'first 3', begun: 'first 5' },
      { ended: 'second 1', begun: 'second 3' },
    ]) {
      end(ended);
      await expect.poll(running, often).toContain(begun);
    }
    const isEnded = (name: string) => name.endsWith(', ended');
    expect(running().filter((name) => !isEnded(name))).toEqual([
      'first 4',
      'first 5',
      'second 2',
      'second 3',
    ]);
    const endingTheRest = setInterval(() => {
      for (const name of running()) if (!isEnded(name)) end(name);
    }, 10);
    onTestFinished(() => clearInterval(endingTheRest));
    await Promise.all(calls);
  });

  test('an idle process makes room for another function', async () => {
    const runner = aFunctionRunner({ processesMax: 1 });
    const first = await aFunction(runner, tellsPid);
    const second = await aFunction(runner, tellsPid);
    const { pid } = JSON.parse((await first.invoke({})).payload);
    await second.invoke({});
    await ended(pid);
    expect(JSON.parse((await first.invoke({})).payload).count).toBe(1);
  });

  test('an idle process ends after a while', async () => {
    const { invoke } = await aFunction(aFunctionRunner({ idleMilliseconds: 30 }), tellsPid);
    const { pid } = JSON.parse((await invoke({})).payload);
    expect(isAlive(pid)).toBe(true);
    await ended(pid);
    expect(JSON.parse((await invoke({})).payload).count).toBe(1);
  });

  test('more waiting invocations than allowed are refused', async () => {
    const { invoke } = await aFunction(aFunctionRunner({ processesMax: 1, waitingMax: 1 }), waits);
    const first = invoke({ milliseconds: 50 });
    const second = invoke({ milliseconds: 0 });
    await expect(invoke({ milliseconds: 0 })).rejects.toBeInstanceOf(TooManyRequestsException);
    await Promise.all([first, second]);
  });

  test('a function that floods leaves room for the invocations of another to wait', async () => {
    const runner = aFunctionRunner({ processesMax: 1, waitingMax: 4 });
    const flooding = await aFunction(runner, waits);
    const other = await aFunction(runner, waits);
    const flood = Array.from({ length: 20 }, () => flooding.invoke({ milliseconds: 5 }));
    const others = [other.invoke({ milliseconds: 5 }), other.invoke({ milliseconds: 5 })];
    const refused = (await Promise.allSettled(flood)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(20 - 1 - 4);
    expect(await Promise.all(others)).toHaveLength(2);
  });

  test('a retired function starts afresh, and what runs finishes first', async () => {
    const runner = aFunctionRunner();
    const { configuration, invoke } = await aFunction(runner, waits);
    const idle = Number((await invoke({ milliseconds: 0 })).payload);
    const running = invoke({ milliseconds: 80 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    runner.retire(configuration.functionArn);
    expect(Number((await running).payload)).toBe(idle);
    await ended(idle);
    expect(Number((await invoke({ milliseconds: 0 })).payload)).not.toBe(idle);
  });

  test('a changed configuration gets a process of its own', async () => {
    const runner = aFunctionRunner();
    const { configuration, invoke } = await aFunction(runner, {
      'index.js': 'exports.handler = async () => process.env.COLOR ?? "none"',
    });
    expect((await invoke({})).payload).toBe('"none"');
    const changed = { ...configuration, environment: { COLOR: 'red' } };
    expect((await runner.invoke(changed, '{}', { requestId: 'request-2' })).payload).toBe('"red"');
  });

  test('after a crash the next invocation gets a process that was never used', async () => {
    const { invoke } = await aFunction(aFunctionRunner(), {
      'index.js': 'let n = 0; exports.handler = async (event) => event.isFatal ? process.exit(9) : ++n',
    });
    expect((await invoke({})).payload).toBe('1');
    expect((await invoke({ isFatal: true })).functionError).toBe('Unhandled');
    expect((await invoke({})).payload).toBe('1');
  });

  test('a timeout kills the process and what it started, and is told as Lambda tells it', async () => {
    const directory = aDirectory();
    const { invoke } = await aFunction(
      aFunctionRunner(),
      {
        'index.js': `exports.handler = async () => {
          const child = require('child_process').spawn('sleep', ['60']);
          require('fs').writeFileSync(process.env.PIDS, process.pid + ' ' + child.pid);
          for (;;);
        }`,
      },
      { timeoutSeconds: 0.5, environment: { PIDS: join(directory, 'pids') } },
    );
    const answer = await invoke({});
    expect(answer.functionError).toBe('Unhandled');
    expect(JSON.parse(answer.payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: request-1 Error: Task timed out after 0.50 seconds',
    });
    expect(answer.logTail).toMatch(/\tStatus: timeout\t\n$/);
    const pids = readFileSync(join(directory, 'pids'), 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await Promise.all(pids.map(ended));
  });

  test.skipIf(process.platform !== 'linux')(
    'memory outside the heap is bounded too (skipped where /proc is missing)',
    async () => {
      const { invoke } = await aFunction(aFunctionRunner(), {
        'index.js': `exports.handler = async () => {
          const all = [];
          for (let index = 0; index < 40; index += 1) all.push(Buffer.alloc(10 * 1024 * 1024, 1));
          await new Promise((resolve) => setTimeout(resolve, 5000));
          return all.length;
        }`,
      });
      expect(JSON.parse((await invoke({})).payload).errorType).toBe('Runtime.OutOfMemory');
    },
  );

  test('close leaves no process behind, and gives up what runs and what waits', async () => {
    const runner = aFunctionRunner({ processesMax: 2 });
    const idle = await aFunction(runner, tellsPid);
    const { pid } = JSON.parse((await idle.invoke({})).payload);
    const directory = aDirectory();
    const path = join(directory, 'pid');
    const busy = await aFunction(
      runner,
      {
        'index.js':
          'exports.handler = async () => { require("fs").writeFileSync(process.env.PID, String(process.pid)); for (;;); }',
      },
      { environment: { PID: path } },
    );
    const running = [busy.invoke({}), busy.invoke({}), busy.invoke({})];
    const settled = Promise.allSettled(running);
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
    await runner.close();
    expect([pid, Number(readFileSync(path, 'utf8'))].map(isAlive)).toEqual([false, false]);
    for (const outcome of await settled) {
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(ServiceException);
    }
    await expect(idle.invoke({})).rejects.toBeInstanceOf(ServiceException);
  });
});

describe('what a function sees', () => {
  test('its environment holds what Lambda gives and its own variables, and nothing of the server', async () => {
    process.env.SECRET_OF_THE_SERVER = 'leaked';
    const { configuration, invoke } = await aFunction(
      aFunctionRunner({ environmentBase: { BASE: 'base', OWN: 'overridden' }, searchPath: '/usr/bin:/bin' }),
      { 'index.js': 'exports.handler = async () => ({ ...process.env, cwd: process.cwd() })' },
      {
        functionName: 'sees',
        environment: { OWN: 'own', AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_LAMBDA_FUNCTION_NAME: 'forged' },
      },
    );
    const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const seen = JSON.parse((await invoke({}, { traceId })).payload);
    expect(seen).toEqual({
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: '/usr/bin:/bin',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      BASE: 'base',
      OWN: 'own',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: traceId,
      LAMBDA_TASK_ROOT: seen.cwd,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      AWS_LAMBDA_FUNCTION_NAME: 'sees',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/sees',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining('[$LATEST]'),
      cwd: expect.stringContaining(Buffer.from(configuration.codeSha256, 'base64').toString('hex')),
    });
    expect(JSON.parse((await invoke({})).payload)).not.toHaveProperty('_X_AMZN_TRACE_ID');
    delete process.env.SECRET_OF_THE_SERVER;
  });

  test.skipIf(process.platform !== 'linux')(
    'it has no open files but its own pipes (skipped where /proc is missing)',
    async () => {
      const { invoke } = await aFunction(aFunctionRunner(), {
        'index.js': `const { readdirSync, readlinkSync } = require('fs');
        const opened = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd); } catch { return ''; } };
        exports.handler = async () => readdirSync('/proc/self/fd').map(opened).filter((path) => path.startsWith('/'))`,
      });
      expect(JSON.parse((await invoke({})).payload).filter((path: string) => path !== '/dev/null')).toEqual(
        [],
      );
    },
  );

  test('the alias it was called by and the client context', async () => {
    const { configuration, invoke } = await aFunction(aFunctionRunner(), {
      'index.js':
        'exports.handler = async (event, context) => [context.invokedFunctionArn, context.clientContext]',
    });
    const invokedFunctionArn = `${configuration.functionArn}:live`;
    const answer = await invoke({}, { invokedFunctionArn, clientContext: '{"custom":{"a":1}}' });
    expect(JSON.parse(answer.payload)).toEqual([invokedFunctionArn, { custom: { a: 1 } }]);
  });
});

describe('the log', () => {
  test('an invocation has Lambda’s own lines around what the function wrote', async () => {
    const logs: string[] = [];
    const runner = aFunctionRunner({ onLog: ({ text }) => logs.push(text) });
    const { invoke } = await aFunction(runner, {
      'index.js': `exports.handler = async () => { console.log('a %d', 1); console.error('b'); process.stdout.write('c\\n'); }`,
    });
    await invoke({});
    const { logTail } = await invoke({}, { requestId: 'request-2' });
    expect(logs[1]).toBe(logTail);
    expect(logTail.split('\n')).toEqual([
      'START RequestId: request-2 Version: $LATEST',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\trequest-2\tINFO\ta 1$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\trequest-2\tERROR\tb$/),
      'c',
      'END RequestId: request-2',
      expect.stringMatching(
        /^REPORT RequestId: request-2\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\t$/,
      ),
      '',
    ]);
  });

  test('the tail is the last four kilobytes, whole characters', async () => {
    const { invoke } = await aFunction(aFunctionRunner(), {
      'index.js':
        'exports.handler = async () => { for (let n = 0; n < 5000; n += 1) process.stdout.write("€ " + n + "\\n") }',
    });
    const { logTail } = await invoke({});
    expect(Buffer.byteLength(logTail)).toBeGreaterThan(4000);
    expect(Buffer.byteLength(logTail)).toBeLessThanOrEqual(4096);
    expect(logTail).toContain('€ 4999\nEND RequestId: request-1\n');
    expect(logTail).not.toContain('\ufffd');
  });

  test('no line is lost or told by the wrong invocation, however fast they follow', async () => {
    const runner = aFunctionRunner();
    const { invoke } = await aFunction(runner, {
      'index.js':
        'exports.handler = async (event) => { process.stdout.write(("<" + event + ">").repeat(500)) }',
    });
    for (let index = 100; index < 200; index += 1) {
      const { logTail } = await invoke(index);
      expect(new Set(logTail.match(/<\d+>/g))).toEqual(new Set([`<${index}>`]));
      expect(logTail.match(/<\d+>/g)).toHaveLength(500);
    }
  });
});
