import { describe, expect, test } from 'vitest';
import type { FunctionConfiguration } from '../../src/compute/function-configuration.ts';
import { hasPython } from '../support/has-python.ts';
import { aFunction, aFunctionRunner } from './a-function-runner.ts';

interface PythonCase {
  readonly title: string;
  /** Of `handler.py`, whose `handler` is called. */
  readonly source: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly configuration?: Partial<FunctionConfiguration>;
  readonly event?: unknown;
  /** The answer's exact text. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

const cases: readonly PythonCase[] = [
  {
    title: 'an answer is written with spaces after commas and colons',
    source: 'def handler(event, context):\n    return {"Return": event, "n": [1, 2.0, None, True]}\n',
    event: { a: 'HelloWorld' },
    payload: '{"Return": {"a": "HelloWorld"}, "n": [1, 2.0, null, true]}',
  },
  {
    title: 'text is not escaped from Python 3.12 on',
    source: 'def handler(event, context):\n    return event + " ü 😀"\n',
    event: 'é',
    payload: '"é ü 😀"',
  },
  {
    title: 'text beyond ASCII is escaped before Python 3.12',
    source: 'def handler(event, context):\n    return event\n',
    configuration: { runtime: 'python3.11' },
    event: 'é',
    payload: '"\\u00e9"',
  },
  {
    title: 'bytes are answered as they are',
    source: 'def handler(event, context):\n    return b\'"HelloWorld!"\'\n',
    payload: '"HelloWorld!"',
  },
  {
    title: 'decimals keep their digits, and bytes inside an answer are text',
    source:
      'from decimal import Decimal\ndef handler(event, context):\n    return {"d": Decimal("1.10"), "b": b"text"}\n',
    payload: '{"d": 1.10, "b": "text"}',
  },
  {
    title: 'a handler may lie in a package',
    source: '',
    files: {
      'pkg/mod.py': 'from pkg.two import two\ndef fn(event, context):\n    return two\n',
      'pkg/two.py': 'two = 2\n',
    },
    configuration: { handler: 'pkg/mod.fn' },
    payload: '2',
  },
  {
    title: 'the context object tells about the invocation',
    source: `def handler(event, context):
    left = context.get_remaining_time_in_millis()
    return [context.function_name, context.function_version, context.memory_limit_in_mb, context.aws_request_id,
            context.invoked_function_arn, context.log_group_name, 10000 < left <= 20000]
`,
    configuration: { functionName: 'tells', version: '3', memoryMegabytes: 512 },
    payload:
      '["tells", "3", "512", "request-1", "arn:aws:lambda:eu-west-1:123456789012:function:tells", "/aws/lambda/tells", true]',
  },
  {
    title: 'an exception has its trace below /var/task',
    source: 'def handler(event, context):\n    raise Exception("Some exception was raised.")\n',
    payload:
      '{"errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "request-1", "stackTrace": ["  File \\"/var/task/handler.py\\", line 2, in handler\\n    raise Exception(\\"Some exception was raised.\\")\\n"]}',
    functionError: 'Unhandled',
  },
  {
    title: 'an exception without a message has an empty one',
    source:
      'class CustomException(Exception):\n    pass\n\ndef handler(event, context):\n    raise CustomException()\n',
    payload:
      '{"errorMessage": "", "errorType": "CustomException", "requestId": "request-1", "stackTrace": ["  File \\"/var/task/handler.py\\", line 5, in handler\\n    raise CustomException()\\n"]}',
    functionError: 'Unhandled',
  },
  {
    title: 'a result that JSON cannot hold is a marshal error',
    source: 'import datetime\ndef handler(event, context):\n    return {"at": datetime.date(2024, 1, 1)}\n',
    payload:
      '{"errorMessage": "Unable to marshal response: Object of type date is not JSON serializable", "errorType": "Runtime.MarshalError", "requestId": "request-1", "stackTrace": []}',
    functionError: 'Unhandled',
  },
  {
    title: 'a missing module is an import error',
    source: 'import nothing_of_this_name\ndef handler(event, context):\n    return 1\n',
    payload:
      '{"errorMessage": "Unable to import module \'handler\': No module named \'nothing_of_this_name\'", "errorType": "Runtime.ImportModuleError", "requestId": "", "stackTrace": []}',
    functionError: 'Unhandled',
  },
  {
    title: 'a missing handler is named',
    source: 'x = 1\n',
    payload:
      '{"errorMessage": "Handler \'handler\' missing on module \'handler\'", "errorType": "Runtime.HandlerNotFound", "requestId": "", "stackTrace": []}',
    functionError: 'Unhandled',
  },
  {
    title: 'broken syntax is named with its line',
    source: 'def handler(event, context)\n    return 1\n',
    payload:
      '{"errorMessage": "Syntax error in module \'handler\': expected \':\' (handler.py, line 1)", "errorType": "Runtime.UserCodeSyntaxError", "requestId": "", "stackTrace": ["  File \\"/var/task/handler.py\\" Line 1\\n    def handler(event, context)\\n"]}',
    functionError: 'Unhandled',
  },
  {
    title: 'sys.exit ends the invocation with its status',
    source: 'import sys\ndef handler(event, context):\n    sys.exit(4)\n',
    payload:
      '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: request-1 Error: Runtime exited with error: exit status 4"}',
    functionError: 'Unhandled',
  },
  {
    title: 'an allocation beyond the memory setting kills the process',
    source: 'def handler(event, context):\n    return len(bytearray(4 * 1024 * 1024 * 1024))\n',
    payload:
      '{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: request-1 Error: Runtime exited with error: signal: killed"}',
    functionError: 'Unhandled',
  },
  {
    title: 'an answer above six megabytes is refused',
    source: 'def handler(event, context):\n    return "x" * 6291556\n',
    payload:
      '{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}',
    functionError: 'Unhandled',
  },
];

describe.skipIf(!hasPython)('a Python function (skipped where the PATH has no python3)', () => {
  test.each(cases)('$title', async ({ source, files, configuration, event, payload, functionError }) => {
    const runtime = { runtime: 'python3.12', handler: 'handler.handler' };
    const code = { 'handler.py': source, ...files };
    const { invoke } = await aFunction(aFunctionRunner(), code, { ...runtime, ...configuration });
    const answer = await invoke(event ?? {});
    expect(answer.payload).toBe(payload);
    expect(answer.functionError).toBe(functionError);
  });

  test('the log has prints, log records and the exception, in the order they happened', async () => {
    const source = `import logging, sys, os
print("loaded")
def handler(event, context):
    print("one")
    print("two", file=sys.stderr)
    os.system("echo three")
    logging.getLogger().warning("four")
    raise ValueError("five")
`;
    const runtime = { runtime: 'python3.12', handler: 'handler.handler' };
    const { invoke } = await aFunction(aFunctionRunner(), { 'handler.py': source }, runtime);
    const { logTail } = await invoke({});
    expect(logTail.split('\n')).toEqual([
      'loaded',
      'START RequestId: request-1 Version: $LATEST',
      'one',
      'two',
      'three',
      expect.stringMatching(/^\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\trequest-1\tfour$/),
      '[ERROR] ValueError: five',
      'Traceback (most recent call last):',
      '\u00a0\u00a0File "/var/task/handler.py", line 8, in handler',
      '\u00a0\u00a0\u00a0\u00a0raise ValueError("five")',
      'END RequestId: request-1',
      expect.stringMatching(
        /^REPORT RequestId: request-1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$/,
      ),
      '',
    ]);
  });
});

test('a Python function on a machine without Python says what to install', async () => {
  const runner = aFunctionRunner({ searchPath: '/nowhere' });
  const python = { runtime: 'python3.13', handler: 'handler.handler' };
  const { invoke } = await aFunction(runner, { 'handler.py': 'def handler(e, c): return 1\n' }, python);
  const answer = await invoke({});
  expect(answer.functionError).toBe('Unhandled');
  expect(JSON.parse(answer.payload)).toEqual({
    errorType: 'Runtime.InvalidRuntime',
    errorMessage:
      "RequestId: request-1 Error: the runtime python3.13 needs python3 on the server's PATH; install Python 3.13",
  });
});
