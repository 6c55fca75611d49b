// A connection that stays open and carries one request at a time. Node's own client costs more than the server does, and
// there may be few cores to share.
import { once } from 'node:events';
import { connect } from 'node:net';

/** Answers a function that sends a POST and settles with the JSON it is answered; `close` ends the connection. */
export async function openConnection(endpoint) {
  const { hostname, port, host } = new URL(endpoint);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let waiting;
  socket.setEncoding('utf8');
  socket.on('error', (error) => waiting?.reject(error));
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')));
  socket.on('data', (chunk) => {
    received += chunk;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
    const body = received.slice(end + 4);
    if (Buffer.byteLength(body) < length) return;
    const isFine = received.startsWith('HTTP/1.1 200');
    received = '';
    const { resolve, reject } = waiting;
    waiting = undefined;
    if (isFine) resolve(JSON.parse(body));
    else reject(new Error(body));
  });
  const post = ({ path, headers, body }) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      const fields = Object.entries({ host, ...headers, 'content-length': Buffer.byteLength(body) });
      const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\n${body}`);
    });
  return { post, close: () => socket.destroy() };
}
