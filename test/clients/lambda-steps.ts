import { strToU8, zipSync } from 'fflate';
import { type ClientStep, stepsOf } from './client-step.ts';

const lambda = stepsOf('lambda');
const functionArn = 'arn:aws:lambda:us-east-1:<account>:function:echo';
const named = { FunctionName: 'echo' };
const permission = {
  ...named,
  StatementId: 'other-account',
  Action: 'lambda:InvokeFunction',
  Principal: '999999999999',
};
const missing = { refused: { code: 'ResourceNotFoundException' } } as const;

function codeThat(answers: string): string {
  const source = `exports.handler = async (event) => (${answers});`;
  // A fixed time keeps the archive, and with it the code's hash, the same.
  const archive = zipSync({ 'index.js': [strToU8(source), { mtime: '2026-01-15T12:00:00Z' }] });
  return Buffer.from(archive).toString('base64');
}

/** Lambda, every operation with what it takes and what it refuses. */
export const lambdaSteps: readonly ClientStep[] = [
  lambda(
    'CreateFunction',
    {
      ...named,
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::<account>:role/runner',
      Code: { ZipFile: codeThat('{ heard: event }') },
      Timeout: 10,
    },
    { answers: { '/FunctionArn': functionArn, '/Timeout': 10 } },
  ),
  lambda(
    'CreateFunction',
    {
      FunctionName: 'untrusted',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::999999999999:role/runner',
      Code: { ZipFile: codeThat('event') },
    },
    { refused: { code: 'AccessDeniedException' } },
  ),
  lambda('GetFunction', named, { answers: { '/Configuration/FunctionArn': functionArn } }),
  lambda('GetFunction', { FunctionName: 'none' }, missing),
  lambda('GetFunctionConfiguration', named, { answers: { '/Handler': 'index.handler' } }),
  lambda('ListFunctions', {}, { answers: { '/Functions/0/FunctionName': 'echo', '/Functions/1': null } }),
  lambda(
    'Invoke',
    { ...named, Payload: '{"a": "\u00e9"}' },
    {
      answers: { '/StatusCode': 200, '/ExecutedVersion': '$LATEST', '/Payload': '{"heard":{"a":"\u00e9"}}' },
    },
  ),
  lambda('Invoke', { ...named, Payload: '{' }, { refused: { code: 'InvalidRequestContentException' } }),
  lambda('Invoke', { FunctionName: 'none', Payload: '{}' }, missing),
  lambda(
    'UpdateFunctionConfiguration',
    { ...named, Timeout: 20, Description: 'hears' },
    {
      answers: { '/Timeout': 20, '/Description': 'hears' },
    },
  ),
  lambda(
    'UpdateFunctionCode',
    { ...named, ZipFile: codeThat('{ again: event }') },
    {
      answers: { '/FunctionArn': functionArn },
    },
  ),
  lambda('Invoke', { ...named, Payload: '1' }, { answers: { '/Payload': '{"again":1}' } }),
  lambda('AddPermission', permission),
  lambda('AddPermission', permission, { refused: { code: 'ResourceConflictException' } }),
  lambda('GetPolicy', named),
  lambda('RemovePermission', { ...named, StatementId: 'other-account' }),
  lambda('GetPolicy', named, missing),
  lambda('DeleteFunction', named),
  lambda('DeleteFunction', named, missing),
];
