import { describe, expect, test } from 'vitest';
import type { FunctionConfiguration } from '../../src/compute/function-configuration.ts';
import { aFunction, aFunctionRunner } from './a-function-runner.ts';

interface NodeCase {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly configuration?: Partial<FunctionConfiguration>;
  readonly event?: unknown;
  readonly result?: unknown;
  /** Members the error payload must have. */
  readonly failure?: Readonly<Record<string, unknown>>;
}

const answers: readonly NodeCase[] = [
  {
    title: 'an async CommonJS handler answers what it returns',
    files: { 'index.js': 'exports.handler = async (event) => ({ got: event.name, text: "ä\\u2028€😀" })' },
    event: { name: 'Zoë' },
    result: { got: 'Zoë', text: 'ä\u2028€😀' },
  },
  {
    title: 'a callback answers what it was called with',
    files: { 'index.js': 'exports.handler = (event, context, callback) => callback(null, [1, 2])' },
    result: [1, 2],
  },
  {
    title: 'a callback waits for the event loop to be empty',
    files: {
      'index.js': `exports.handler = (event, context, callback) => {
        const result = { isDone: false };
        setTimeout(() => { result.isDone = true; }, 20);
        callback(null, result);
      }`,
    },
    result: { isDone: true },
  },
  {
    title: 'a callback does not wait for the event loop where the handler says so',
    files: {
      'index.js': `exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = false;
        setInterval(() => {}, 1000);
        callback(null, 'at once');
      }`,
    },
    result: 'at once',
  },
  {
    title: 'only the first call of a callback counts',
    files: {
      'index.js': 'exports.handler = (e, c, callback) => { callback(null, 1); callback(new Error("late")); }',
    },
    result: 1,
  },
  {
    title: 'context.succeed answers',
    files: { 'index.js': 'exports.handler = (event, context) => { context.succeed({ ok: true }); }' },
    result: { ok: true },
  },
  {
    title: 'a synchronous handler that calls nothing answers null',
    files: { 'index.js': 'exports.handler = () => "ignored"' },
    result: null,
  },
  {
    title: 'a synchronous handler answers what it returns from Node 24 on',
    files: { 'index.js': 'exports.handler = () => "counts"' },
    configuration: { runtime: 'nodejs24.x' },
    result: 'counts',
  },
  {
    title: 'undefined is answered as null',
    files: { 'index.js': 'exports.handler = async () => undefined' },
    result: null,
  },
  {
    title: 'a handler may be an ES module by its extension, with imports and top-level await',
    files: {
      'index.mjs':
        'import { two } from "./lib/two.mjs"; const one = await Promise.resolve(1); export const handler = async () => one + two;',
      'lib/two.mjs': 'export const two = 2;',
    },
    result: 3,
  },
  {
    title: 'a handler may be an ES module by its package',
    files: {
      'package.json': '{"type":"module"}',
      'index.js': 'export const handler = async () => import.meta.url.length > 0',
    },
    result: true,
  },
  {
    title: 'a CommonJS handler finds packages in its node_modules',
    files: {
      'node_modules/left/index.js': 'module.exports = "left"',
      'index.js': 'exports.handler = async () => require("left")',
    },
    result: 'left',
  },
  {
    title: 'a handler may lie in a folder and in an object',
    files: { 'src/app.js': 'exports.api = { get: async () => "nested" }' },
    configuration: { handler: 'src/app.api.get' },
    result: 'nested',
  },
  {
    title: 'the context object tells about the invocation',
    files: {
      'index.js': `exports.handler = async (event, context) => {
        const left = context.getRemainingTimeInMillis();
        return { ...context, logStreamName: /^\\d{4}\\/\\d\\d\\/\\d\\d\\/\\[7\\][0-9a-f]{32}$/.test(context.logStreamName),
          hasTimeLeft: left > 10_000 && left <= 20_000 };
      }`,
    },
    configuration: { functionName: 'tells', version: '7', memoryMegabytes: 256 },
    result: {
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'tells',
      functionVersion: '7',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/tells',
      logStreamName: true,
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:tells',
      awsRequestId: 'request-1',
      hasTimeLeft: true,
    },
  },
  {
    title: 'an event of several megabytes arrives whole',
    files: { 'index.js': 'exports.handler = async (event) => event.text.length' },
    event: { text: 'é'.repeat(2_000_000) },
    result: 2_000_000,
  },
];

const failures: readonly NodeCase[] = [
  {
    title: 'an error has its name, its message, and a trace below /var/task',
    files: {
      'index.js':
        'class Refused extends Error { name = "Refused" }\nexports.handler = async () => { throw new Refused("no") }',
    },
    failure: {
      errorType: 'Refused',
      errorMessage: 'no',
      trace: expect.arrayContaining([expect.stringMatching(/^ {4}at .*\/var\/task\/index\.js:2:\d+/)]),
    },
  },
  {
    title: 'what is thrown but no Error is named by its type',
    files: { 'index.js': 'exports.handler = async () => { throw "plain" }' },
    failure: { errorType: 'string', errorMessage: 'plain', trace: [] },
  },
  {
    title: 'an error handed to the callback fails the invocation',
    files: { 'index.js': 'exports.handler = (e, c, callback) => callback(new TypeError("bad"))' },
    failure: { errorType: 'TypeError', errorMessage: 'bad' },
  },
  {
    title: 'a promise that can never settle fails the invocation',
    files: { 'index.js': 'exports.handler = async () => new Promise(() => {})' },
    failure: { errorType: 'Runtime.NodeJsExit' },
  },
  {
    title: 'an unhandled rejection fails the invocation',
    files: {
      'index.js':
        'exports.handler = async () => { Promise.reject(new Error("loose")); await new Promise((r) => setTimeout(r, 1000)); }',
    },
    failure: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: loose' },
  },
  {
    title: 'an exception in a timer fails the invocation',
    files: {
      'index.js': 'exports.handler = () => { setTimeout(() => { throw new Error("in a timer") }, 1) }',
    },
    failure: { errorType: 'Error', errorMessage: 'in a timer' },
  },
  {
    title: 'a result that JSON cannot hold fails the invocation',
    files: { 'index.js': 'exports.handler = async () => { const a = {}; a.a = a; return a }' },
    failure: { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
  },
  {
    title: 'a missing file is an import error',
    files: { 'other.js': '' },
    failure: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Error: Cannot find module 'index'"),
    },
  },
  {
    title: 'a missing export is named',
    files: { 'index.js': 'exports.handle = 1' },
    failure: {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    },
  },
  {
    title: 'an export that is no function is named',
    files: { 'index.js': 'exports.handler = 1' },
    failure: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is not a function' },
  },
  {
    title: 'broken syntax is named',
    files: { 'index.js': 'exports.handler = async ( => 1' },
    failure: {
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/^SyntaxError: /),
    },
  },
  {
    title: 'a handler outside the code is refused',
    files: { 'index.js': '' },
    configuration: { handler: '../index.handler' },
    failure: { errorType: 'Runtime.MalformedHandlerName' },
  },
  {
    title: 'an exception while the module loads fails the invocation',
    files: { 'index.js': 'throw new RangeError("at load")' },
    failure: { errorType: 'RangeError', errorMessage: 'at load' },
  },
  {
    title: 'a callback handler is refused from Node 24 on',
    files: { 'index.js': 'exports.handler = (event, context, callback) => callback()' },
    configuration: { runtime: 'nodejs24.x' },
    failure: { errorType: 'Runtime.CallbackHandlerDeprecated' },
  },
  {
    title: 'process.exit ends the invocation with its status',
    files: { 'index.js': 'exports.handler = async () => process.exit(3)' },
    failure: {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: exit status 3',
    },
  },
  {
    title: 'process.exit with status 0 gives no reason',
    files: { 'index.js': 'exports.handler = async () => process.exit(0)' },
    failure: {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited without providing a reason',
    },
  },
  {
    title: 'an exit while the module loads ends the invocation with its status',
    files: { 'index.js': 'process.exit(7)' },
    failure: { errorMessage: 'RequestId: request-1 Error: Runtime exited with error: exit status 7' },
  },
  {
    title: 'a signal is named',
    files: {
      'index.js':
        'exports.handler = async () => { process.kill(process.pid, "SIGSEGV"); await new Promise((r) => setTimeout(r, 1000)); }',
    },
    failure: {
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: segmentation fault',
    },
  },
  {
    title: 'an answer above six megabytes is refused',
    files: { 'index.js': 'exports.handler = async () => "x".repeat(6_291_556)' },
    failure: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  },
  {
    title: 'what writes rubbish to the runtime is killed',
    files: {
      'index.js':
        'exports.handler = async () => { require("fs").writeSync(4, "rubbish rubbish"); await new Promise((r) => setTimeout(r, 9000)); }',
    },
    failure: {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: killed',
    },
  },
  {
    title: 'a heap that outgrows the memory setting ends the process',
    files: {
      'index.js':
        'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }',
    },
    failure: {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: aborted',
    },
  },
  {
    title: 'a runtime that is not supported is named',
    files: { 'index.js': '' },
    configuration: { runtime: 'ruby3.3' },
    failure: {
      errorType: 'Runtime.InvalidRuntime',
      errorMessage:
        'RequestId: request-1 Error: the runtime ruby3.3 is not supported; use nodejs*.x or python3.*',
    },
  },
];

describe('a Node function', () => {
  test.each(answers)('$title', async ({ files, configuration, event, result }) => {
    const { invoke } = await aFunction(aFunctionRunner(), files, configuration);
    const answer = await invoke(event ?? {});
    expect({ ...answer, payload: JSON.parse(answer.payload) }).toMatchObject({ payload: result });
    expect(answer.functionError).toBeUndefined();
  });

  test.each(failures)('$title', async ({ files, configuration, failure }) => {
    const { invoke } = await aFunction(aFunctionRunner(), files, configuration);
    const answer = await invoke({});
    expect(JSON.parse(answer.payload)).toMatchObject(failure ?? {});
    expect(answer.functionError).toBe('Unhandled');
  });
});
