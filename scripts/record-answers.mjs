// Loaded into test processes by operations-coverage.mjs: writes a line for every request that an HTTP server of this
// process answers, its X-Amz-Target and the exception it was answered with (`-` where it went well).
import diagnostics from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

const file = process.env.RECORDED_ANSWERS;

if (file !== undefined) {
  diagnostics.subscribe('http.server.response.finish', ({ request, response }) => {
    const target = request.headers['x-amz-target'];
    if (target === undefined) return;
    // The head as it was sent: headers given to writeHead are not to be had otherwise.
    const exception = /^x-amzn-errortype: (.*)$/im.exec(response._header)?.[1] ?? '-';
    appendFileSync(file, `${target} ${exception}\n`);
  });
}
