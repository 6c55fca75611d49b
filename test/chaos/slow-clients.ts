import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, region } from '../crash/server-process.ts';
import type { Journal } from './journal.ts';
import { arnPrefix } from './machines.ts';

/** Clients that send their request a few bytes at a time, and some of them only half of it. */
export interface SlowClients {
  begin(count: number): void;
  readonly acknowledged: number;
}

/** Beyond whatever number the starter gives. */
const firstNumber = 100_000_000;
const pieceBytes = 16;
const pieceMilliseconds = 30;
const machine = 'Quick';

export function createSlowClients(port: number, journal: Journal, random: () => number): SlowClients {
  let n = firstNumber;
  let acknowledged = 0;
  const send = async () => {
    n += 1;
    const name = `slow-${n}`;
    const input = JSON.stringify({ n });
    journal.note({ kind: 'starting', machine, name, input });
    const request = requestOf(name, input);
    const length = random() < 0.3 ? Math.floor(request.length * random()) : request.length;
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString();
    });
    const closed = new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
    for (let at = 0; at < length && !socket.destroyed; at += pieceBytes) {
      socket.write(request.slice(at, Math.min(at + pieceBytes, length)));
      await sleep(pieceMilliseconds);
    }
    if (length < request.length) socket.destroy();
    await closed;
    if (!/^HTTP\/1\.1 200 /.test(answer) || !answer.includes('"executionArn"')) return;
    acknowledged += 1;
    await journal.append({ kind: 'started', executionArn: `${arnPrefix}:execution:${machine}:${name}` });
  };
  return {
    begin(count) {
      for (let index = 0; index < count; index += 1) void send();
    },
    get acknowledged() {
      return acknowledged;
    },
  };
}

function requestOf(name: string, input: string): string {
  const body = JSON.stringify({ stateMachineArn: `${arnPrefix}:stateMachine:${machine}`, name, input });
  const scope = `${account}/20260101/${region}/states/aws4_request`;
  return [
    'POST / HTTP/1.1',
    'host: 127.0.0.1',
    'connection: close',
    'content-type: application/x-amz-json-1.0',
    'x-amz-target: AWSStepFunctions.StartExecution',
    `authorization: AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}
