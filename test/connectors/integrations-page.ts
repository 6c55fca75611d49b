import { nextPollAt } from '../../src/engine/poll-schedule.ts';
import {
  type Check,
  type Client,
  clientOf,
  type IntegrationRow,
  includedClients,
  type JobRow,
  ownServices,
} from './integrations-page-rows.ts';

/** What each of the checks is, in the order in which they are listed. */
const checkMeanings: Readonly<Record<Check, string>> = {
  embedded:
    'run as a workflow by a whole server whose own service answers (`test/connectors/integrations-page-runs.test.ts`)',
  moto: 'the same, and moto, an emulator of AWS, answers at a `--target`; not run where there is no moto',
  site: 'the same, and an HTTP server of the test answers',
  cluster:
    'the same, and an API server of Kubernetes in the test answers, which asks this server’s STS who is calling',
  contract:
    'the call, its result, its refusals, every status of a job and its cancelling, with requests and answers checked by the model of the API (`test/connectors/SERVICE`); nobody is called',
  ways: 'run with events and polling, either and neither, in one account and across two: jobs that succeed, fail, are stopped and time out (`test/cross-account/sync-matrix.test.ts`)',
  accounts:
    'run as a role of another account, under combinations of trust, identity and resource policies that allow it or do not (`test/cross-account/matrix.test.ts`)',
};

/** The page that says of every integration what it takes here and how that is known. */
export function integrationsPage(rows: readonly IntegrationRow[]): string {
  const services = [...new Set(rows.map(({ service }) => service))];
  return [
    ...introduction(rows),
    ...services.flatMap((service) =>
      section(
        service,
        rows.filter((row) => row.service === service),
      ),
    ),
  ].join('\n');
}

function introduction(rows: readonly IntegrationRow[]): readonly string[] {
  const optimized = rows.filter(({ service }) => titles[service] === undefined);
  const run = optimized.filter(isRun);
  return [
    '# Integrations',
    '',
    'What a Task may call, what that takes on this server, and how it is known to work. Written by',
    '`node scripts/generate-integrations-page.mjs` from the table of connectors and from what the tests run.',
    '',
    `Of AWS's ${optimized.length} optimized integrations, each pattern counted, ${run.length} are run as workflows by the tests, and ${optimized.length - run.length} are held to`,
    "the model of their service's API without anybody answering.",
    '',
    ...table(
      ['checked', 'what the tests do'],
      Object.entries(checkMeanings).map(([check, meaning]) => [`\`${check}\``, meaning]),
    ),
    'A service that this server does not have itself is called at a URL or at AWS ([targets.md](targets.md)), by its AWS SDK client. These',
    `come with Stepwell: ${includedClients.map(code).join(', ')}. For all that optimized integrations call besides:`,
    '',
    '```sh',
    `npm install ${clientsToInstall(rows).join(' ')}`,
    '```',
    '',
    'Without its client a task fails with its integration’s `SdkClientException`, whose cause says what to install.',
    '',
    '## Jobs',
    '',
    'A task with `.sync` is told of the end of its job by an event, or asks after it with the permissions of its role:',
    '',
    `- Where this server's EventBridge hears of the end, and the job is one of the execution's own account and region, the`,
    `  event ends the task, and polls are the net below: ${schedule(true)}.`,
    `- All other jobs are polled only: ${schedule(false)}.`,
    '',
    'The tables of jobs name the rule that AWS keeps for such events; behind a rule whose events never come here stands *at AWS*. A',
    'status that they do not name is that of a job that goes on, and *gone* is what the service says of a job that it does not know. When',
    'the execution is stopped or the task times out, the job is ended by the action in the last column, best effort.',
    '',
  ];
}

/** Sections that hold no optimized integrations. */
const titles: Readonly<Record<string, string>> = {
  ARNs: 'Functions and activities by their ARN',
  'aws-sdk': 'AWS SDK integrations',
  'Distributed Map': 'Sources and results of a distributed Map',
};

const runChecks: ReadonlySet<Check> = new Set(['embedded', 'moto', 'site', 'cluster']);

/** Whether somebody answered its calls in a test. */
export function isRun({ checks }: IntegrationRow): boolean {
  return checks.some((check) => runChecks.has(check));
}

function clientsToInstall(rows: readonly IntegrationRow[]): readonly string[] {
  const clients = rows.flatMap(({ call }) =>
    call?.client.type === 'ToInstall' ? [call.client.packageName] : [],
  );
  return [...new Set(clients)].sort();
}

const shownPolls = 8;

/** When a job is polled, in words made of the schedule itself. */
function schedule(isAnnounced: boolean): string {
  const at: number[] = [];
  while (at.length < shownPolls) at.push(nextPollAt({ submittedAt: 0, isAnnounced }, at.at(-1) ?? 0));
  const gap = (index: number) => (at[index] ?? 0) - (at[index - 1] ?? 0);
  const last = gap(shownPolls - 1);
  const first = at.filter((_, index) => gap(index) !== last);
  return `${first.map((each) => each / 1000).join(', ')} seconds after it was submitted, and from then on every ${last / 1000} seconds`;
}

function section(service: string, rows: readonly IntegrationRow[]): readonly string[] {
  return [
    `## ${titles[service] ?? service}`,
    '',
    ...whereLines(service, rows),
    ...table(
      ['task', 'call', 'checked'],
      rows.map(({ task, call, checks }) => [
        code(task),
        call === undefined ? '' : code(call.action),
        checks.map(code).join(', '),
      ]),
    ),
    ...jobTable(rows),
  ];
}

/** Where the calls go, once for all tasks that call the same service. */
function whereLines(service: string, rows: readonly IntegrationRow[]): readonly string[] {
  if (service === 'aws-sdk') return [...sdkLines, ''];
  const called = new Map(
    rows.flatMap(({ call }) => (call === undefined ? [] : [[call.service, call.client]])),
  );
  const lines = [...called].map(([name, client]) => whereLine(name, client));
  const other = otherWays[service];
  const all = other === undefined ? lines : [...lines, other];
  return all.length === 0 ? [] : [...all, ''];
}

function whereLine(service: string, { type, packageName }: Client): string {
  const calls = `Calls \`${service}\``;
  switch (type) {
    case 'Own':
      return `${calls}, which this server has itself.`;
    case 'Included':
      return `${calls} at \`--target ${service}=URL\` or \`=aws\`, by \`${packageName}\`, which comes with Stepwell.`;
    case 'ToInstall':
      return `${calls} at \`--target ${service}=URL\` or \`=aws\`, after \`npm install ${packageName}\`.`;
  }
}

/** Calls of what is no service's API. */
const otherWays: Readonly<Record<string, string>> = {
  apigateway:
    'Calls APIs over HTTP, signed where `AuthType` says so: `--target apigateway=URL` or `=aws` ([http-tasks.md](http-tasks.md)).',
  eks: '`eks:call` and `eks:runJob` call the API of Kubernetes that the task names ([http-tasks.md](http-tasks.md)).',
  http: 'Calls endpoints over HTTPS with a connection of this server’s EventBridge ([http-tasks.md](http-tasks.md)).',
  'Distributed Map': 'What is read and written, and how: [distributed-map.md](distributed-map.md).',
  ARNs: 'An activity calls nobody: a worker asks for its task with GetActivityTask.',
};

const sdkLines = [
  `Every action of every service that has a client. This server answers those of ${ownServices.map(code).join(', ')} itself; a client that`,
  `does not come with Stepwell is installed as for \`rdsdata\`: \`npm install ${clientOf('rdsdata').packageName}\`. More of them are run in`,
  '`test/cross-account/outside-services.test.ts`, in two accounts of moto, and `test/connectors/aws-sdk`.',
];

function jobTable(rows: readonly IntegrationRow[]): readonly string[] {
  const jobs = rows.flatMap(({ task, job }) => (job === undefined ? [] : [{ task, job }]));
  if (jobs.length === 0) return [];
  return table(
    ['job', 'polled by', 'succeeds', 'fails', 'managed rule', 'cancelled by'],
    jobs.map(({ task, job }) => [
      code(task),
      code(job.poll),
      [...job.succeeded.map(code), ...(job.gone === 'Succeeded' ? ['gone'] : [])].join(', ') +
        (job.isDescriptionAsked ? ', if the rest of the description shows no failure' : ''),
      [...job.failed.map(code), ...(job.gone === 'Failed' ? ['gone'] : [])].join(', '),
      ruleText(job),
      job.cancel === undefined ? 'nothing: it goes on' : code(job.cancel),
    ]),
  );
}

function ruleText({ managedRule, isHeard }: JobRow): string {
  if (managedRule === undefined) return 'none';
  return isHeard ? code(managedRule) : `${code(managedRule)} at AWS`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
