import { CreateFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { account } from '../crash/server-process.ts';

/** What the function does with a call, besides noting it as a witness. */
export type Plan = 'stumble' | 'decline' | 'repair';

/**
 * A function that ends its process, throws, or takes its time, as its plan and `n` say; otherwise it answers `{ n: 3 * n }`.
 * Every call is noted before anything else happens, in the file that the witness of `test/crash` uses.
 */
const source = `
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const failure = (name) => Object.assign(new Error(name), { name });
export const handler = async ({ plan, redrive = 0, ...effect }) => {
  appendFileSync(process.env.WITNESS_FILE, JSON.stringify({ ...effect, ...(redrive > 0 && { redrive }) }) + '\\n');
  const { n, attempt } = effect;
  if (plan === 'repair' && redrive === 0) throw failure('Broken');
  if (plan === 'decline' && n % 2 === 1) throw failure('Declined');
  if (plan === 'stumble' && attempt < n % 3) {
    if (n % 2 === 1) process.exit(1);
    throw failure('Stumbled');
  }
  await setTimeout(n % 7 === 0 ? 2_000 : 30);
  return { n: n * 3 };
};`;

/** Answers the function's ARN. */
export async function createStumbler(lambda: LambdaClient, file: string): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Stumbler',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${account}:role/stumbler`,
      Timeout: 20,
      Environment: { Variables: { WITNESS_FILE: file } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
    }),
  );
  return FunctionArn;
}
