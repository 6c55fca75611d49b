import { join } from 'node:path';
import type { Place } from '../../../base/arn.ts';
import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { LogEvent, LogSource } from '../../../logs/log-event.ts';
import type { LogStreamFacts } from '../../../logs/log-store.ts';
import { readLines } from '../../../logs/read-lines.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { EcsTaskBody } from '../../../store/resources/ecs.ts';
import type { ResourceBodies } from '../../../store/resources/index.ts';
import type { Call } from '../../operation.ts';

/** What a process of a job writes: which group and stream it is of on AWS, and the file it is in here. */
interface JobStream {
  readonly groupName: string;
  readonly streamName: string;
  readonly file: string;
  readonly startedAt: number;
}

type JobKind = 'BatchJob' | 'EcsTask' | 'GlueJobRun';

/** How many jobs are read at a time. */
const jobsAtOnce = 1_000;

/** The streams of a group that processes of Batch, ECS and Glue write. */
export async function jobStreamsOf(group: LogGroup, call: Call): Promise<readonly LogStreamFacts[]> {
  const found = await streamsIn(group, call);
  return found.filter(({ groupName }) => groupName === group.name).map((stream) => factsOf(stream, call));
}

/** The groups of the caller's account and region that jobs write to. */
export async function jobGroupNames(place: Place, call: Call): Promise<readonly string[]> {
  return [...new Set((await streamsIn(place, call)).map(({ groupName }) => groupName))];
}

async function streamsIn(
  place: Pick<Place, 'account' | 'region'>,
  call: Call,
): Promise<readonly JobStream[]> {
  const kinds = await Promise.all([
    batchStreams(place, call),
    glueStreams(place, call),
    ecsStreams(place, call),
  ]);
  return kinds.flat();
}

async function batchStreams(
  place: Pick<Place, 'account' | 'region'>,
  call: Call,
): Promise<readonly JobStream[]> {
  const jobs = await jobsIn('BatchJob', place, call);
  return jobs.flatMap(({ attempts }) =>
    attempts
      .filter(({ logStreamName }) => logStreamName !== '')
      .map(({ logStreamName, startedAt, stoppedAt }) => ({
        groupName: '/aws/batch/job',
        streamName: logStreamName,
        file: `batch-${logStreamName.split('/').at(-1)}.log`,
        startedAt: startedAt ?? stoppedAt,
      })),
  );
}

async function glueStreams(
  place: Pick<Place, 'account' | 'region'>,
  call: Call,
): Promise<readonly JobStream[]> {
  const runs = await jobsIn('GlueJobRun', place, call);
  return runs.map(({ id, beganAt, createdAt }) => ({
    groupName: '/aws-glue/jobs/output',
    streamName: id,
    file: `glue-${id}.log`,
    startedAt: beganAt ?? createdAt,
  }));
}

/** Containers whose definition has the log driver `awslogs`, with the stream's name as that driver makes it. */
async function ecsStreams(
  place: Pick<Place, 'account' | 'region'>,
  call: Call,
): Promise<readonly JobStream[]> {
  const tasks = await jobsIn('EcsTask', place, call);
  const streams: JobStream[] = [];
  for (const task of tasks) {
    const definitions = await containerDefinitions(task, call);
    task.containers.forEach(({ name }, index) => {
      const { logConfiguration } = definitions.find((definition) => definition.name === name) ?? {};
      const { logDriver, options } = isJsonObject(logConfiguration) ? logConfiguration : {};
      if (logDriver !== 'awslogs' || !isJsonObject(options)) return;
      const prefix = options['awslogs-stream-prefix'];
      streams.push({
        groupName: String(options['awslogs-group']),
        streamName: typeof prefix === 'string' ? `${prefix}/${name}/${task.taskId}` : task.taskId,
        file: `ecs-${task.taskId}-${index}.log`,
        startedAt: task.startedAt ?? task.createdAt,
      });
    });
  }
  return streams;
}

async function containerDefinitions(
  { place: { account, region }, taskDefinitionArn }: EcsTaskBody,
  { services: { store } }: Call,
): Promise<readonly JsonObject[]> {
  const [, family = '', revision = ''] = /task-definition\/(.+):(\d+)$/.exec(taskDefinitionArn) ?? [];
  const name = `${family}:${revision.padStart(10, '0')}`;
  const found = await store.resources.get({ kind: 'EcsTaskDefinition', account, region, name });
  return found?.body.containers ?? [];
}

async function jobsIn<Kind extends JobKind>(
  kind: Kind,
  { account, region }: Pick<Place, 'account' | 'region'>,
  { services: { store } }: Call,
): Promise<readonly ResourceBodies[Kind][]> {
  const found: ResourceBodies[Kind][] = [];
  let after: string | undefined;
  for (;;) {
    const some = await store.resources.list({
      kind,
      account: '',
      region: '',
      limit: jobsAtOnce,
      ...(after !== undefined && { after }),
    });
    for (const { body } of some) {
      if (body.place.account === account && body.place.region === region) found.push(body);
    }
    if (some.length < jobsAtOnce) return found;
    after = some.at(-1)?.name;
  }
}

function factsOf({ streamName, file, startedAt }: JobStream, { services: { logs } }: Call): LogStreamFacts {
  return {
    name: streamName,
    createdAt: startedAt,
    firstEventAt: startedAt,
    lastEventAt: startedAt,
    lastIngestedAt: startedAt,
    source: textSource(join(logs.jobFolder, file), streamName, startedAt),
  };
}

/** Nobody knows when each line was written: all have the time at which the process began. */
function textSource(path: string, streamName: string, startedAt: number): LogSource {
  return {
    streamName,
    async *read(): AsyncIterable<LogEvent> {
      let ordinal = 0;
      for await (const message of readLines(path)) {
        ordinal += 1;
        yield { timestamp: startedAt, ingestionTime: startedAt, message, streamName, ordinal };
      }
    },
  };
}
