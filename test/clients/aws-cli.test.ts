import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';
import { clientEnvironment, isThere, runProcess } from './child-process.ts';
import { type ClientAnswer, type ClientStep, fillIn, type StepValues, save } from './client-step.ts';
import { expectAnswer, titled } from './expect-answer.ts';
import { prepareAccount, stepLists } from './prepared-account.ts';

const account = '666666666666';
const isAbsent = !isThere('aws', '--version');
/** Whether it can be kept from putting `sync-` before the host's name. */
const knowsHostPrefixSetting = isAtLeast({ 1: 27, 2: 12 });
const knowsValidation = isAtLeast({ 1: 33, 2: 16 });
const commands = {
  states: 'stepfunctions',
  iam: 'iam',
  sts: 'sts',
  lambda: 'lambda',
  events: 'events',
  batch: 'batch',
  ecs: 'ecs',
  glue: 'glue',
  sqs: 'sqs',
  sns: 'sns',
} as const;

// It has heard by then how exceptions look, and each command costs a second. The other clients take every list.
const { refusals: _left, states, iam, ...others } = stepLists;
const listsForCommands = { states, iam, ...(process.env.STEPWELL_AWS_CLI === 'all' && others) };
const lists = Object.entries(listsForCommands).map(([name, steps]) => [name, forCommands(steps)] as const);

/**
 * The steps worth the second that a command takes: it asks for pages by itself, and hearing of each service's exceptions
 * once tells how it shows them.
 */
function forCommands(steps: readonly ClientStep[]): readonly ClientStep[] {
  const heard = new Set<string>();
  return steps.filter(({ service, operation, refused, isPaged, hasHostPrefix }) => {
    if (isPaged === true || (hasHostPrefix === true && !knowsHostPrefixSetting)) return false;
    if (operation === 'ValidateStateMachineDefinition' && !knowsValidation) return false;
    if (refused === undefined) return true;
    const exception = `${service} ${refused.code}`;
    if (heard.has(exception)) return false;
    heard.add(exception);
    return true;
  });
}

interface Heard {
  readonly answer: ClientAnswer;
  readonly values: StepValues;
}

describe.skipIf(isAbsent)('the AWS CLI (skipped where there is no aws on the PATH)', () => {
  let accounts: TwoAccounts;
  let folder: string;
  const heard = new Map<ClientStep, Heard>();

  // The lists have nothing to do with each other, so they share the time that starting a command takes.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwell-cli-'));
    // Version 2 would have payloads as base64; version 1 knows no such setting and takes them as they are.
    writeFileSync(join(folder, 'config'), '[default]\ncli_binary_format = raw-in-base64-out\n');
    accounts = await twoAccounts();
    const prepared = await prepareAccount(accounts, account);
    await Promise.all(lists.map(([, steps]) => takeSteps(steps, prepared)));
  }, 600_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await accounts.close();
  });

  async function takeSteps(steps: readonly ClientStep[], prepared: StepValues): Promise<void> {
    let values = prepared;
    for (const [index, step] of steps.entries()) {
      const file = join(folder, `${step.service}-${index}`);
      const answer = await call(step, fillIn(step.input, values) as JsonObject, file);
      if ('answer' in answer) values = save(step, answer.answer, values);
      heard.set(step, { answer, values });
    }
  }

  /** `file` is the command's own, for the code it sends or the payload it gets. */
  async function call({ service, operation }: ClientStep, input: JsonObject, file: string) {
    const isInvoke = operation === 'Invoke';
    const words = [
      commands[service],
      kebab(operation),
      ...Object.entries(input).flatMap(([name, value]) => option(name, value, file)),
      ...(isInvoke ? [file] : []),
      '--endpoint-url',
      accounts.endpoint,
    ];
    const environment = { ...clientEnvironment(account), AWS_CONFIG_FILE: join(folder, 'config') };
    const { exitCode, output, errors } = await runProcess('aws', words, { environment });
    if (exitCode !== 0) return refusalIn(errors);
    const answer: JsonObject = output === '' ? {} : JSON.parse(output);
    return { answer: isInvoke ? { ...answer, Payload: readFileSync(file, 'utf8') } : answer };
  }

  describe.each(lists)('uses %s', (_name, steps) => {
    test.each(titled(steps))('%s', (_title, step) => {
      const each = heard.get(step);
      if (each === undefined) throw new Error('the step was not taken');
      expectAnswer(step, each.answer, each.values);
    });
  });
});

/** An input's member as the command's option. */
function option(name: string, value: Json, file: string): readonly string[] {
  const word = `--${renamedOptions[name] ?? kebab(name)}`;
  if (name === 'Code' && isJsonObject(value)) return option('ZipFile', value.ZipFile ?? '', file);
  if (name === 'ZipFile') {
    writeFileSync(file, Buffer.from(String(value), 'base64'));
    return [word, `fileb://${file}`];
  }
  if (typeof value === 'boolean') return [value ? word : `--no-${kebab(name)}`];
  return [word, typeof value === 'string' ? value : JSON.stringify(value)];
}

/** Every command has an --output and an --endpoint-url of its own, so members called like that go by other names. */
const renamedOptions: Readonly<Record<string, string>> = {
  output: 'task-output',
  Endpoint: 'notification-endpoint',
};

/** `GetRole` as the command `get-role`, `AWSAccountId` as the option `aws-account-id`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}

function refusalIn(errors: string): ClientAnswer {
  const [, code = errors, message = ''] =
    /An error occurred \(([\w.]+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)/s.exec(errors) ?? [];
  return { refused: { code, message: message.trim() } };
}

/** Whether the command's minor version is at least that given for its major one. */
function isAtLeast(minors: Readonly<Record<number, number>>): boolean {
  if (isAbsent) return false;
  const { stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(minor) >= (minors[Number(major)] ?? Number.POSITIVE_INFINITY);
}
