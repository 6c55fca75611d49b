// See local-stepfunctions.mjs. It keeps no history and answers nobody: this is the interpreter alone.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { repeatInProcess } from '../server/repeat-in-process.mjs';

const { folder, definition, input, output, ...load } = await json(process.stdin);
const { StateMachine } = createRequire(join(folder, 'package.json'))('aws-local-stepfunctions');
const machine = new StateMachine(definition);
const run = () => machine.run(input).result;
// What it does not know it may pass over.
const result = await run();
const isRight = isDeepStrictEqual(result, output);
console.log(
  JSON.stringify(
    isRight ? await repeatInProcess(run, load) : { problem: `its output is ${JSON.stringify(result)}` },
  ),
);
