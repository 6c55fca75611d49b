import { describe, expect, test } from 'vitest';
import { aFolder, stepwell } from '../cli/stepwell-process.ts';

/** What GET answers, as far as these tests tell answers apart. */
async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  return { status: answer.status, hasMetrics: text.includes('stepwell_executions_started_total') };
}

describe('stepwell start', () => {
  test('serves metrics on an address of their own, and to users of the API only how it is', async () => {
    const server = stepwell('start', '--data', aFolder(), '--port', '0', '--metrics-port', '0');
    const endpoint = await server.endpoint;
    const [, port] = /"port":(\d+),"msg":"metrics are served"/.exec(server.said.errors) ?? [];
    const metrics = `http://127.0.0.1:${port}`;
    expect(await get(`${metrics}/metrics`)).toEqual({ status: 200, hasMetrics: true });
    expect(await get(`${metrics}/ready`)).toMatchObject({ status: 200 });
    expect(await get(`${metrics}/health`)).toMatchObject({ status: 200 });
    expect(await get(`${metrics}/`)).toMatchObject({ status: 404 });
    expect(await get(`${endpoint}/metrics`)).toEqual({ status: 404, hasMetrics: false });
    expect(await get(`${endpoint}/ready`)).toMatchObject({ status: 200 });
    expect(await get(`${endpoint}/health`)).toMatchObject({ status: 200 });
    server.send('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

describe('stepwell dev', () => {
  test('serves metrics on its own port, to this machine’s own callers', async () => {
    const server = stepwell('dev', '--in-memory', '--port', '0');
    const endpoint = await server.endpoint;
    expect(await get(`${endpoint}/metrics`)).toEqual({ status: 200, hasMetrics: true });
    const { status } = await get(`${endpoint}/metrics`, { origin: 'http://elsewhere.example' });
    expect(status).toBe(403);
    server.send('SIGINT');
    expect(await server.ended).toBe(0);
  });

  test('takes no time to shut down that is none', async () => {
    const command = stepwell('dev', '--in-memory', '--port', '0', '--shutdown-seconds', 'long');
    expect(await command.ended).toBe(1);
    expect(command.said.errors).toContain('A whole number of seconds, at most a day.');
  });
});
