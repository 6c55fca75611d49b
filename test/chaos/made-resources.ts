import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { account } from '../crash/server-process.ts';
import { untilKnown } from './clients.ts';
import type { Story } from './follow-ups.ts';

const pauseMilliseconds = 700;

/** State machines that come, change and go while the server is tormented. Their comment tells which version is the last. */
export async function makeResources(
  { clients: { states }, journal, troubles, random, count }: Story,
  isFinished: () => boolean,
): Promise<void> {
  const roleArn = `arn:aws:iam::${account}:role/workflow`;
  for (let index = 0; !isFinished(); index += 1) {
    await sleep(pauseMilliseconds);
    const name = `Made-${index}`;
    const created = await untilKnown(
      () => states.send(new CreateStateMachineCommand({ name, roleArn, definition: aDefinition('first') })),
      troubles,
    );
    if ('refusal' in created) {
      journal.note({ kind: 'violation', message: `${name} was not created: ${created.refusal}` });
      continue;
    }
    const arn = created.answer.stateMachineArn ?? '';
    await journal.append({ kind: 'created', arn, state: 'first' });
    count('created');
    const fate = random();
    if (fate < 0.3) {
      const definition = aDefinition('second');
      const updated = await untilKnown(
        () => states.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition })),
        troubles,
      );
      if ('refusal' in updated)
        journal.note({ kind: 'violation', message: `${name} was not updated: ${updated.refusal}` });
      else await journal.append({ kind: 'created', arn, state: 'second' });
    } else if (fate < 0.6) {
      const deleted = await untilKnown(
        () => states.send(new DeleteStateMachineCommand({ stateMachineArn: arn })),
        troubles,
      );
      if ('refusal' in deleted)
        journal.note({ kind: 'violation', message: `${name} was not deleted: ${deleted.refusal}` });
      else await journal.append({ kind: 'deleted', arn, state: '' });
    }
  }
}

function aDefinition(comment: string): string {
  return JSON.stringify({ Comment: comment, StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
}
