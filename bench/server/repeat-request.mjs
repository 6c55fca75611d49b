// Sends one request over and over, over connections that stay open, one at a time on each: as fast as it is answered, or at
// a rate, and then a request counts from when it was due, whether or not a connection was free. A process of its own, so
// that what it costs is not the server's; it writes its requests itself, because Node's HTTP client costs more than the
// server does and there may be few cores to share.
//
// Standard input: JSON of `endpoint`, `method`, `path`, `headers`, `body`, `connections`, `count` and perhaps `rate` (a
// second). `<index>` in `body` stands for the request's number. Prints one line of JSON.
import { once } from 'node:events';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { percentile } from '../table/statistics.mjs';

const { endpoint, method, path, headers, body, connections, count, rate } = await json(process.stdin);
const { host, hostname, port } = new URL(endpoint);
const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
const head = `${method} ${path} HTTP/1.1\r\n${fields.join('')}`;
const unnumbered = body.includes('<index>') ? undefined : requestWith(body);
const latencies = new Float64Array(count);
/** Connections without a request, each as the function that sends one; in turn, since a server ends those that stay idle. */
const free = [];
let next = 0;
let failures = 0;
let firstFailure;

const sockets = await Promise.all(Array.from({ length: connections }, open));
// What is due now waits for no connection to be opened.
const start = performance.now();
const dueAt = rate === undefined ? () => performance.now() : (index) => start + (index * 1_000) / rate;
const pacer = rate === undefined ? undefined : setInterval(sendDue, 1);
await Promise.all(sockets.map(run));
clearInterval(pacer);
const seconds = (performance.now() - start) / 1_000;
const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
console.log(JSON.stringify({ seconds, failures, firstFailure, p50, p99 }));

/** Gives the requests that are due to connections that are free. */
function sendDue() {
  while (free.length > 0 && (next >= count || dueAt(next) <= performance.now())) free.shift()();
}

function requestWith(text) {
  return `${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

async function open() {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function run(socket) {
  return new Promise((resolve, reject) => {
    let received = '';
    let index = 0;
    let countsFrom = 0;
    const send = () => {
      if (next >= count) {
        socket.end();
        resolve();
        return;
      }
      index = next;
      next += 1;
      countsFrom = dueAt(index);
      socket.write(unnumbered ?? requestWith(body.replaceAll('<index>', String(index))));
    };
    const sendNext = () => {
      free.push(send);
      sendDue();
    };
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 200')) {
        failures += 1;
        firstFailure ??= received;
      }
      latencies[index] = performance.now() - countsFrom;
      received = '';
      sendNext();
    });
    sendNext();
  });
}
