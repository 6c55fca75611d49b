// Starts executions as fast as the server takes them, over connections that stay open, one request at a time on each.
// A process of its own, so that what it costs is not the server's; it writes its requests itself, because Node's HTTP
// client costs more than the server does and there may be few cores to share.
//
// Arguments: endpoint, state machine ARN, executions, connections, input (JSON). Prints one line of JSON.
import { connect } from 'node:net';

const [, , target, stateMachineArn, total, connectionCount, input = '{}'] = process.argv;
const endpoint = new URL(target);
const count = Number(total);
const latencies = new Float64Array(count);
let next = 0;
let failures = 0;
let firstFailure;

const start = performance.now();
await Promise.all(Array.from({ length: Number(connectionCount) }, run));
const seconds = (performance.now() - start) / 1000;
latencies.sort();
const percentile = (share) => latencies[Math.min(count - 1, Math.floor(count * share))];
console.log(JSON.stringify({ seconds, failures, firstFailure, p50: percentile(0.5), p99: percentile(0.99) }));

function run() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: endpoint.hostname, port: Number(endpoint.port), noDelay: true });
    let received = '';
    let index = 0;
    let sentAt = 0;
    const send = () => {
      if (next >= count) {
        socket.end();
        resolve();
        return;
      }
      index = next;
      next += 1;
      sentAt = performance.now();
      socket.write(requestText(index));
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk;
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 200')) {
        failures += 1;
        firstFailure ??= received;
      }
      latencies[index] = performance.now() - sentAt;
      received = '';
      send();
    });
  });
}

function requestText(index) {
  const body = JSON.stringify({ stateMachineArn, name: `run-${process.pid}-${index}`, input });
  return (
    `POST / HTTP/1.1\r\nhost: ${endpoint.host}\r\ncontent-type: application/x-amz-json-1.0\r\n` +
    `x-amz-target: AWSStepFunctions.StartExecution\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
