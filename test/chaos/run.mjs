/**
 * Torments a real server under load and checks what it acknowledged: `npm run build`, then
 * `node test/chaos/run.mjs --minutes 10 --seed 7`. See options.ts.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('chaos.ts', import.meta.url)));
const report = await module.runChaos(module.parseOptions(process.argv.slice(2)), (line) => console.log(line));
console.log(JSON.stringify(report));
process.exit(report.findings.length === 0 ? 0 : 1);
