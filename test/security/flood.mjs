// Starts executions over many connections for a while, and prints what became of it as JSON. Its own process, so that
// what it takes of the processor is not the server's.
import { Agent, request } from 'node:http';

const {
  endpoint,
  account,
  machine,
  connections,
  milliseconds,
  pauseMilliseconds = 0,
} = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(endpoint);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const until = performance.now() + milliseconds;
const body = JSON.stringify({ stateMachineArn: machine, input: JSON.stringify({ text: 'x'.repeat(2_000) }) });
const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'content-length': Buffer.byteLength(body),
  'x-amz-target': 'AWSStepFunctions.StartExecution',
  authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260115/us-east-1/states/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  'x-amz-date': '20260115T000000Z',
};

const outcomes = {};
const started = [];
const times = [];

function start() {
  return new Promise((resolve) => {
    const at = performance.now();
    const sent = request({ hostname, port, method: 'POST', path: '/', headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        times.push(performance.now() - at);
        const answer = JSON.parse(text);
        const outcome = answer.executionArn === undefined ? answer.__type.replace(/.*#/, '') : 'started';
        if (outcome === 'started') started.push(answer.executionArn);
        resolve(outcome);
      });
    });
    sent.on('error', (error) => resolve(error.code ?? error.message));
    sent.end(body);
  });
}

async function keepStarting() {
  while (performance.now() < until) {
    const outcome = await start();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (pauseMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}

await Promise.all(Array.from({ length: connections }, keepStarting));
agent.destroy();
times.sort((left, right) => left - right);
const percentile = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
console.log(JSON.stringify({ outcomes, started, p50: percentile(0.5), p99: percentile(0.99) }));
