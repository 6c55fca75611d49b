import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/**
 * What a server answers to bytes on a plain socket, one answer after the other, until it has sent `count` of them or
 * closed the connection.
 */
export function exchange(port: number, bytes: string | Buffer, count = 1): Promise<readonly RawAnswer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const finish = () => {
      socket.destroy();
      resolve(parseAnswers(received));
    };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A reset after the answer is how a server drops what the client still wanted to send.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') finish();
      else reject(error);
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (parseAnswers(received).length >= count) finish();
    });
    socket.on('close', finish);
    socket.write(bytes);
  });
}

/** A POST with a length, as text or bytes. */
export function post(path: string, headers: Readonly<Record<string, string>>, body: string | Buffer): Buffer {
  const content = Buffer.from(body);
  const lines = Object.entries({
    host: 'localhost',
    'content-length': String(content.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), content]);
}

/** The complete answers at the beginning of `received`. */
function parseAnswers(received: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const head = rest.slice(0, end);
    const status = Number(head.slice(9, 12));
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const bodyStart = end + 4;
    if (rest.length < bodyStart + length) return answers;
    const body = Buffer.from(rest.slice(bodyStart, bodyStart + length), 'latin1').toString('utf8');
    answers.push({ status, head, body });
    rest = rest.slice(bodyStart + length);
  }
}
