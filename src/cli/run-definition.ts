import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describeEvent } from './describe-event.ts';

export interface RunRequest {
  readonly endpoint: string;
  readonly region: string;
  /** Of a server that believes any; without them the SDK finds its own. */
  readonly accessKeyId: string | undefined;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly input: string;
  /** Told of every event as it happens, in a line. */
  readonly onEvent: ((line: string) => void) | undefined;
}

/** How often the execution is looked at while it runs. */
const lookMilliseconds = 100;

/** Creates the state machine, runs it once, and gives what DescribeExecution says of the execution that ended. */
export async function runDefinition(request: RunRequest): Promise<DescribeExecutionCommandOutput> {
  const { endpoint, region, accessKeyId, name, definition, roleArn, input, onEvent } = request;
  const credentials =
    accessKeyId === undefined ? {} : { credentials: { accessKeyId, secretAccessKey: 'any' } };
  const client = new SFNClient({ endpoint, region, ...credentials });
  try {
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name, definition, roleArn }),
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    let shownEventId = 0;
    for (;;) {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (onEvent !== undefined)
        shownEventId = await tellEvents(client, { executionArn, shownEventId, onEvent });
      if (described.status !== 'RUNNING') return described;
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    }
  } finally {
    client.destroy();
  }
}

interface Telling {
  readonly executionArn: string | undefined;
  readonly shownEventId: number;
  readonly onEvent: (line: string) => void;
}

/** Tells of the events after `shownEventId`; gives the last one's id. */
async function tellEvents(
  client: SFNClient,
  { executionArn, shownEventId, onEvent }: Telling,
): Promise<number> {
  const fresh: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100, nextToken }),
    );
    const unseen = (page.events ?? []).filter(({ id = 0 }) => id > shownEventId);
    fresh.push(...unseen);
    nextToken = unseen.length === 100 ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  for (const event of fresh.reverse()) onEvent(describeEvent(event));
  return fresh.at(-1)?.id ?? shownEventId;
}
