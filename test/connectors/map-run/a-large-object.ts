import { createServer } from 'node:http';

const rowBytes = 100;

/** One row of the large CSV, whose headers are `number` and `text`: always of one length, so that any range is made at once. */
function row(index: number): string {
  const start = index === 0 ? 'number,text,' : `${index},`;
  return `${start.padEnd(rowBytes - 1, 'x')}\n`;
}

/** An S3 on loopback whose every object is a CSV of `rowCount` rows, made when it is asked for. */
export async function aLargeObject(rowCount: number) {
  const size = (rowCount + 1) * rowBytes;
  let requestCount = 0;
  const server = createServer((request, response) => {
    requestCount += 1;
    const [, from = '0', to = String(size - 1)] =
      /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from);
    const end = Math.min(Number(to) + 1, size);
    response.writeHead(206, {
      ETag: '"large"',
      'Content-Length': String(end - start),
      'Content-Range': `bytes ${start}-${end - 1}/${size}`,
    });
    const first = Math.floor(start / rowBytes);
    let text = '';
    for (let index = first; index * rowBytes < end; index += 1) text += row(index);
    response.end(text.slice(start - first * rowBytes, end - first * rowBytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    size,
    requestCount: () => requestCount,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
