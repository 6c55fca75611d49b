import { existsSync, readFileSync } from 'node:fs';
import { CreateFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { account } from './server-process.ts';

/** One call that took effect, as the function itself saw it. */
export interface Effect {
  readonly execution: string;
  readonly state: string;
  /** Tells the iterations of a Map apart. */
  readonly n: number;
  /** From 0. */
  readonly attempt: number;
}

/** What tasks call: it notes its call in a file that no server knows of, takes its time, and answers `{ n: 3 * n }`. */
const source = `
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
export const handler = async ({ execution, state, n, attempt }) => {
  appendFileSync(process.env.WITNESS_FILE, JSON.stringify({ execution, state, n, attempt }) + '\\n');
  await setTimeout(20 + (n * 37) % 150);
  return { n: n * 3 };
};`;

/** Answers the function's ARN. */
export async function createWitness(lambda: LambdaClient, file: string): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Witness',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${account}:role/witness`,
      Timeout: 20,
      Environment: { Variables: { WITNESS_FILE: file } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
    }),
  );
  return FunctionArn;
}

export function readEffects(file: string): readonly Effect[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Effect);
}
