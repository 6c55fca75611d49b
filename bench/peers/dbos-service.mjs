// Ten durable steps as a DBOS workflow behind HTTP, in a process of its own. Words: the folder of its package, the URL of a
// PostgreSQL.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, systemDatabaseUrl] = process.argv.slice(2);
const { DBOS } = createRequire(join(folder, 'package.json'))('@dbos-inc/dbos-sdk');

DBOS.setConfig({ name: 'bench', systemDatabaseUrl, logLevel: 'error' });
const ten = DBOS.registerWorkflow(
  async (input) => {
    let { n } = input;
    for (let step = 0; step < 10; step += 1) {
      const before = n;
      n = await DBOS.runStep(async () => before + 1, { name: `step${step}` });
    }
    return { n };
  },
  { name: 'ten' },
);
await DBOS.launch();

const server = createServer(async (request, response) => {
  const body = [];
  for await (const chunk of request) body.push(chunk);
  try {
    const text = JSON.stringify(await ten(JSON.parse(Buffer.concat(body).toString())));
    response.writeHead(200, { 'content-length': Buffer.byteLength(text) }).end(text);
  } catch (error) {
    const text = String(error);
    response.writeHead(500, { 'content-length': Buffer.byteLength(text) }).end(text);
  }
});
server.listen(0, '127.0.0.1', () => console.log(`serving on ${server.address().port}`));
