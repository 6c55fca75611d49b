// Ten durable steps as a Restate service, in a process of its own. Words: the folder of its SDK, a port.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, port] = process.argv.slice(2);
process.env.RESTATE_LOGGING = 'ERROR';
// The SDK expects a Node that has it.
Promise.withResolvers ??= () => {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
};
const path = createRequire(join(folder, 'package.json')).resolve('@restatedev/restate-sdk');
const { service, serve } = await import(pathToFileURL(path).href);

const flow = service({
  name: 'flow',
  handlers: {
    ten: async (context, event) => {
      let { n } = event;
      for (let step = 0; step < 10; step += 1) {
        const before = n;
        n = await context.run(`step${step}`, async () => before + 1);
      }
      return { n };
    },
  },
});
await serve({ services: [flow], port: Number(port) });
console.log('serving');
