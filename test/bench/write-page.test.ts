import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bench/write-page.mjs', import.meta.url));
const figures = ['<!-- figures -->', '<!-- end of figures -->'];
const run = {
  measuredAt: '2024-05-01T10:00:00.000Z',
  machine: '2 × a processor',
  loadBefore: 0.1,
  versions: { Node: 'v20' },
  settings: ['one setting'],
  skipped: [],
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-page-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cases: readonly {
  readonly title: string;
  readonly row: object;
  readonly says: readonly string[];
  readonly keepsQuietAbout: readonly string[];
}[] = [
  {
    title: 'a rate below its bar is named as a loss',
    row: { figure: 'starts', unit: '/s', value: 3_000, better: 'more', bar: 4_000, beside: [] },
    says: ['| starts | **3,000/s** | ≥ 4,000/s | below |', '- starts: 3,000/s, where ≥ 4,000/s was asked.'],
    keepsQuietAbout: ['Every bar is met.'],
  },
  {
    title: 'a time at its bar passes',
    row: { figure: 'p99', unit: 'ms', value: 30, better: 'less', bar: 30, beside: [] },
    says: ['| p99 | **30.0 ms** | ≤ 30.0 ms | pass |', 'Every bar is met.'],
    keepsQuietAbout: ['### Not measured'],
  },
  {
    title: 'a peer that is faster is named as a loss, the one that is slower is not',
    row: {
      figure: 'steps',
      unit: '/s',
      value: 100,
      better: 'more',
      beside: [
        { name: 'Quick', value: 200, isPeer: true },
        { name: 'Slow', value: 50, isPeer: true },
      ],
    },
    says: ['| Quick | 200/s | 0.50 |', '| Slow | 50.0/s | 2.00 |', '- steps: 100/s, and Quick 200/s.'],
    keepsQuietAbout: ['and Slow', 'No peer was ahead'],
  },
  {
    title: 'of a time, the peer with the shorter one is ahead',
    row: {
      figure: 'p50',
      unit: 'ms',
      value: 8,
      better: 'less',
      beside: [
        { name: 'Quick', value: 4, isPeer: true },
        { name: 'Slow', value: 16, isPeer: true },
      ],
    },
    says: ['- p50: 8.00 ms, and Quick 4.00 ms.'],
    keepsQuietAbout: ['and Slow'],
  },
  {
    title: 'a raw limit is shown and is no loss',
    row: {
      figure: 'commits',
      unit: '/s',
      value: 100,
      better: 'more',
      beside: [{ name: 'the disk', value: 200, isPeer: false }],
    },
    says: ['| the disk | 200/s | 0.50 |', 'No peer was measured.'],
    keepsQuietAbout: ['and the disk'],
  },
];

for (const { title, row, says, keepsQuietAbout } of cases) {
  test(title, () => {
    const page = pageOf({ ...run, rows: [{ runs: [], remark: '', ...row }] });
    for (const text of says) expect(page).toContain(text);
    for (const text of keepsQuietAbout) expect(page).not.toContain(text);
  });
}

test('a figure that belongs to the one before it takes its name along', () => {
  const row = { unit: '/s', value: 1, better: 'more', runs: [], beside: [], remark: '' };
  const page = pageOf({
    ...run,
    rows: [
      { ...row, figure: 'steps' },
      { ...row, figure: '  half of them' },
    ],
  });
  expect(page).toContain('| steps: half of them |');
});

test('what was not measured is named with its reason', () => {
  const page = pageOf({
    ...run,
    rows: [],
    skipped: [{ what: 'steps of DBOS', reason: 'there is no PostgreSQL' }],
  });
  expect(page).toContain('- steps of DBOS: there is no PostgreSQL');
});

test('the text around the figures stays, and the figures of an earlier run go', () => {
  const page = pageOf({ ...run, rows: [] });
  expect(page.startsWith('# Method\n')).toBe(true);
  expect(page.endsWith('\nafterwards\n')).toBe(true);
  expect(page).not.toContain('from an earlier run');
});

test('a page without a place for figures is refused and left as it is', () => {
  const page = join(folder, 'other.md');
  writeFileSync(page, '# Something else\n');
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...run, rows: [] }));
  const { status } = spawnSync(process.execPath, [program, join(folder, 'run.json'), page]);
  expect(status).not.toBe(0);
  expect(readFileSync(page, 'utf8')).toBe('# Something else\n');
});

function pageOf(measured: object): string {
  const [file, page] = [join(folder, 'run.json'), join(folder, 'page.md')];
  writeFileSync(file, JSON.stringify(measured));
  writeFileSync(page, `# Method\n${figures[0]}\nfrom an earlier run\n${figures[1]}\nafterwards\n`);
  const { status, stderr } = spawnSync(process.execPath, [program, file, page], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return readFileSync(page, 'utf8');
}
