// Runs inside a function's own process: loads the handler named by _HANDLER, then serves one invocation after another.
// Requests come on descriptor 3, reports go to descriptor 4 (see frames.ts); standard output is the function's log.

import { existsSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';

const requestDescriptor = 3;
const reportDescriptor = 4;
const kinds = { ready: 0, result: 1, error: 2, fatal: 3, tooLarge: 4 };
const responseBytesMax = 6_291_556;

// The function may change its environment, its directory and the globals; what the bootstrap needs is kept here.
const environment = { ...process.env };
const taskRoot = environment.LAMBDA_TASK_ROOT;
const isPromiseOnly = runtimeMajor(environment.AWS_EXECUTION_ENV) >= 24;
const { stringify, parse } = JSON;
const now = Date.now;
const elapsedMilliseconds = performance.now.bind(performance);

let requestId;
/** What happens when the event loop has nothing left to do. */
let whenLoopIsEmpty = () => {};

function runtimeMajor(executionEnvironment = '') {
  return Number(/nodejs(\d+)/.exec(executionEnvironment)?.[1] ?? 0);
}

class RuntimeError extends Error {
  constructor(kind, message) {
    super(message);
    this.name = `Runtime.${kind}`;
    // The trace begins with the name, so it is composed once there is one.
    Error.captureStackTrace(this, RuntimeError);
  }
}

function writeLine(level, values) {
  process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}\n`);
}

function patchConsole() {
  const levels = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels))
    console[method] = (...values) => writeLine(level, values);
  console.fatal = (...values) => writeLine('FATAL', values);
}

function logError(title, error) {
  const described = error instanceof Error ? error : new Error(String(error));
  const { name, message, code, stack } = described;
  const members = { errorType: name, errorMessage: message, code, ...described, stack: traceOf(stack) };
  let text;
  try {
    text = stringify(members);
  } catch {
    text = stringify(errorPayload(error));
  }
  writeLine('ERROR', [`${title} \t${text}`]);
}

/** The payload Lambda answers a failed invocation with. */
function errorPayload(error) {
  try {
    if (types.isNativeError(error) || looksLikeError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: traceOf(error.stack) };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function looksLikeError(value) {
  return (
    typeof value?.name === 'string' && typeof value.message === 'string' && typeof value.stack === 'string'
  );
}

/** Lines of a stack, with the paths the function would see in Lambda. */
function traceOf(stack) {
  if (typeof stack !== 'string') return [];
  const inTask = stack.replaceAll(taskRoot, '/var/task');
  return inTask.replaceAll(import.meta.url, 'file:///var/runtime/index.mjs').split('\n');
}

/** Reports once everything written to standard output has left the process. */
function report(kind, payload, then) {
  if (process.stdout.writableLength > 0) process.stdout.write('', () => writeReport(kind, payload, then));
  else writeReport(kind, payload, then);
}

function writeReport(kind, payload, then) {
  let body = Buffer.from(payload);
  let sentKind = kind;
  if (body.length > responseBytesMax) {
    body = Buffer.alloc(0);
    sentKind = kind === kinds.fatal ? kinds.fatal : kinds.tooLarge;
  }
  const frame = Buffer.allocUnsafe(9 + body.length);
  frame.writeUInt8(sentKind, 0);
  frame.writeUInt32BE(body.length, 1);
  frame.writeUInt32BE(residentKibibytes(), 5);
  body.copy(frame, 9);
  for (let sent = 0; sent < frame.length; ) sent += retrying(() => writeSync(reportDescriptor, frame, sent));
  then();
}

/** How old a look at the memory may be: of short invocations after each other, only one in so many milliseconds looks. */
const memoryMilliseconds = 5;
let memoryLookedAt = Number.NEGATIVE_INFINITY;
let memoryKibibytes = 0;

function residentKibibytes() {
  const time = elapsedMilliseconds();
  if (time - memoryLookedAt > memoryMilliseconds) {
    memoryLookedAt = time;
    memoryKibibytes = Math.floor(process.memoryUsage.rss() / 1024);
  }
  return memoryKibibytes;
}

/** The descriptors block, so that a process between two invocations stands still; elsewhere it waits and tries again. */
function retrying(transfer) {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if (error.code !== 'EAGAIN' && error.code !== 'EINTR') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const readBuffer = Buffer.allocUnsafe(64 * 1024);

/** The next request, or undefined once the server is gone. */
function readRequest() {
  let bytes = readBuffer;
  let filled = 0;
  let needed = 8;
  while (filled < needed) {
    const count = retrying(() => readSync(requestDescriptor, bytes, filled, bytes.length - filled, null));
    if (count === 0) return undefined;
    filled += count;
    if (needed > 8 || filled < 8) continue;
    needed = 8 + bytes.readUInt32BE(0) + bytes.readUInt32BE(4);
    if (needed > bytes.length) {
      bytes = Buffer.allocUnsafe(needed);
      readBuffer.copy(bytes, 0, 0, filled);
    }
  }
  const headerEnd = 8 + bytes.readUInt32BE(0);
  return {
    header: parse(bytes.toString('utf8', 8, headerEnd)),
    payload: bytes.toString('utf8', headerEnd, needed),
  };
}

function serve() {
  const request = readRequest();
  if (request === undefined) process.exit(0);
  requestId = request.header.requestId;
  if (request.header.traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = request.header.traceId;
  const { context, callback, succeed, fail } = openInvocation(request.header);
  try {
    if (request.header.clientContext !== undefined)
      context.clientContext = parse(request.header.clientContext);
    const event = parse(request.payload);
    const result = isPromiseOnly ? handler(event, context) : handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(succeed, fail);
    else if (isPromiseOnly) succeed(result);
  } catch (error) {
    fail(error);
  }
}

/** The context object of one invocation, and the ways to finish it, of which only the first counts. */
function openInvocation(header) {
  let isFinished = false;
  let isCalledBack = false;
  let waitsForEmptyLoop = true;

  function finish(kind, payload) {
    isFinished = true;
    whenLoopIsEmpty = () => {};
    report(kind, payload, () => setImmediate(serve));
  }
  function succeed(result) {
    if (isFinished) return;
    let text;
    try {
      text = stringify(result === undefined ? null : result) ?? 'null';
    } catch {
      fail(new Error('Unable to stringify response body'));
      return;
    }
    finish(kinds.result, text);
  }
  function fail(error) {
    if (isFinished) return;
    const reason = error ?? 'handled';
    logError('Invoke Error', reason);
    finish(kinds.error, stringify(errorPayload(reason)));
  }
  function done(error, result) {
    if (error === undefined || error === null) succeed(result);
    else fail(error);
  }
  function callback(error, result) {
    if (isFinished || isCalledBack) return;
    isCalledBack = true;
    if ((error === undefined || error === null) && waitsForEmptyLoop) {
      whenLoopIsEmpty = () => setImmediate(succeed, result);
    } else done(error, result);
  }

  whenLoopIsEmpty = () => {
    if (isPromiseOnly || handler.constructor.name === 'AsyncFunction') fail(unsettledPromise());
    else succeed(null);
  };
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyLoop = value;
    },
    ...(isPromiseOnly ? {} : { succeed, fail, done }),
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: header.invokedFunctionArn,
    awsRequestId: header.requestId,
    getRemainingTimeInMillis: () => header.deadlineAt - now(),
  };
  return { context, callback, succeed, fail };
}

function unsettledPromise() {
  return new RuntimeError(
    'NodeJsExit',
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}

async function loadHandler(name) {
  if (name.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, moduleName, exportPath] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (moduleName === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const folder = name.slice(0, name.length - basename(name).length);
  const loaded = await loadModule(folder, moduleName);
  const found = exportPath.split('.').reduce((value, key) => value?.[key], loaded);
  if (!found) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  if (isPromiseOnly && found.length >= 3) {
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  }
  return found;
}

async function loadModule(folder, moduleName) {
  try {
    const path = resolve(taskRoot, folder, moduleName);
    const require = createRequire(join(taskRoot, 'noop.js'));
    const isModulePackage = nearestPackageType(dirname(path)) === 'module';
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      const file = path + extension;
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const isModule = extension === '.mjs' || (extension === '.js' && isModulePackage);
      return isModule ? await import(pathToFileURL(file).href) : require(file);
    }
    return require(require.resolve(moduleName, { paths: [taskRoot, resolve(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const refused = new RuntimeError('UserCodeSyntaxError', String(error));
      refused.stack = error.stack;
      throw refused;
    }
    throw error?.code === 'MODULE_NOT_FOUND' ? new RuntimeError('ImportModuleError', String(error)) : error;
  }
}

/** The `type` of the package that `folder` is in, as far as the function's own files reach. */
function nearestPackageType(folder) {
  for (let at = folder; at.startsWith(taskRoot) && basename(at) !== 'node_modules'; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (!existsSync(file)) continue;
    try {
      return parse(readFileSync(file, 'utf8')).type;
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return undefined;
    }
  }
  return undefined;
}

function failFatally(title, error, exitCode) {
  logError(title, error);
  report(kinds.fatal, stringify(errorPayload(error)), () => process.exit(exitCode));
}

patchConsole();
process.on('uncaughtException', (error) => failFatally('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('UnhandledPromiseRejection', String(reason));
  error.reason = reason;
  failFatally('Unhandled Promise Rejection', error, 128);
});
process.on('beforeExit', () => whenLoopIsEmpty());

let handler;
try {
  handler = await loadHandler(environment._HANDLER);
  report(kinds.ready, '', () => setImmediate(serve));
} catch (error) {
  failFatally('Uncaught Exception', error, 1);
}
