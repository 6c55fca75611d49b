// The least server of Node's that is as durable: it reads the JSON of a request, has a thread commit the rows that our
// server wrote for one, and answers once they are on the disk. No workflow, no check, no permission.
//
// Words: the directory of the store whose rows these are, how many of them, and an empty directory. It gathers requests for
// its thread and writes its answers together as our server does.
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openWriter, readTurns } from './raw-sqlite.mjs';

/** Transactions handed to the thread at once. */
const underWayMax = 2;

if (isMainThread) serve(...process.argv.slice(2));
else commitEach(workerData);

function serve(from, count, to) {
  const turns = readTurns({ from, countMax: Number(count) });
  const writer = new Worker(new URL(import.meta.url), { workerData: to });
  const underWay = [];
  let gathered = [];
  let isExpected = false;
  let next = 0;

  const commitGathered = () => {
    isExpected = false;
    if (gathered.length === 0 || underWay.length >= underWayMax) return;
    underWay.push(gathered);
    writer.postMessage(gathered.map(({ turn }) => turn));
    gathered = [];
  };
  writer.on('message', () => {
    const committed = underWay.shift();
    commitGathered();
    setImmediate(() => {
      for (const { response, turn } of committed) answer(response, turn);
    });
  });

  const take = (body, response) => {
    const turn = turns[next];
    if (JSON.parse(body).stateMachineArn === undefined || turn === undefined) {
      response.writeHead(400).end();
      return;
    }
    next += 1;
    gathered.push({ response, turn });
    if (isExpected) return;
    isExpected = true;
    setImmediate(commitGathered);
  };
  const server = createServer({ noDelay: true }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => take(body, response));
  });
  server.listen(0, '127.0.0.1', () => console.log(`listens on http://127.0.0.1:${server.address().port}`));
}

function answer(response, { inserted }) {
  const text = JSON.stringify(inserted);
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': text.length })
    .end(text);
}

function commitEach(directory) {
  const { write } = openWriter(directory);
  parentPort.on('message', (turns) => {
    write(turns);
    parentPort.postMessage(turns.length);
  });
}
