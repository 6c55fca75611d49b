// Loaded into the server before its own code: tells the benchmark what only the process itself can see.
import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread && process.send !== undefined) {
  // Each message that carries writes to the store's thread is one transaction.
  let groups = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.lane === 'writes') groups += 1;
    return postMessage.call(this, message, ...rest);
  };
  process.on('message', async (question) => {
    if (question === 'memory') {
      // A second pass frees what the first one's finalizers let go of.
      for (let pass = 0; pass < 2; pass += 1) {
        globalThis.gc?.();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const { active } = performance.eventLoopUtilization();
    process.send({ groups, activeMilliseconds: active, ...process.memoryUsage() });
  });
  process.channel.unref();
}
