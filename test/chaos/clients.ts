import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, type SFNServiceException } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { account, region } from '../crash/server-process.ts';

export interface Clients {
  readonly states: SFNClient;
  readonly lambda: LambdaClient;
  readonly queues: SQSClient;
  destroy(): void;
}

const requestMillisecondsMax = 20_000;

export function openClients(port: number): Clients {
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    // Every try is counted and judged here.
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: requestMillisecondsMax,
      throwOnRequestTimeout: true,
    },
    // StartSyncExecution would go to sync-127.0.0.1.
    disableHostPrefix: true,
  };
  const states = new SFNClient(settings);
  const lambda = new LambdaClient(settings);
  const queues = new SQSClient(settings);
  return {
    states,
    lambda,
    queues,
    destroy() {
      for (const client of [states, lambda, queues]) client.destroy();
    },
  };
}

export type Outcome<Answer> =
  | { readonly answer: Answer; readonly inDoubt: boolean }
  /** The service's own refusal; `inDoubt` tells that an earlier try may have been carried out. */
  | { readonly refusal: string; readonly inDoubt: boolean };

/** How often anything went unanswered or was refused, by what the client saw. */
export type Troubles = Map<string, number>;

const pauseMillisecondsMax = 1_000;

/** Tries until the service says yes or no, however long that takes: what a client does that must know. */
export async function untilKnown<Answer>(
  attempt: () => Promise<Answer>,
  troubles: Troubles,
): Promise<Outcome<Answer>> {
  for (let tries = 0; ; tries += 1) {
    try {
      return { answer: await attempt(), inDoubt: tries > 0 };
    } catch (error) {
      const { name, isRefusal } = judge(error);
      if (isRefusal) return { refusal: name, inDoubt: tries > 0 };
      troubles.set(name, (troubles.get(name) ?? 0) + 1);
      await sleep(Math.min(50 * 2 ** tries, pauseMillisecondsMax));
    }
  }
}

const notYet = /Throttling|TooManyRequests|SlowDown|ServiceUnavailable/;

function judge(error: unknown): { readonly name: string; readonly isRefusal: boolean } {
  if (!(error instanceof Error)) return { name: String(error), isRefusal: false };
  const { code } = error as { readonly code?: string };
  const { $metadata: { httpStatusCode = 0 } = {}, $fault } = error as Partial<SFNServiceException>;
  const isAnswer = $fault !== undefined && httpStatusCode >= 400;
  const isRefusal = isAnswer && httpStatusCode < 500 && !notYet.test(error.name);
  return { name: isAnswer ? error.name : (code ?? error.name), isRefusal };
}
