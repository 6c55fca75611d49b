// The table of all figures as text for a terminal, and the words its cells have in common with docs/performance.md.

/** A figure with its unit: three significant digits where it is small, whole where it is large. */
export function figureOf(value, unit) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const number = value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === '' || unit === '/s' ? `${number}${unit}` : `${number} ${unit}`;
}

/** 'pass', 'below', or nothing where no bar was set. */
export function verdictOf({ value, bar, better }) {
  if (bar === undefined) return '';
  return (better === 'more' ? value >= bar : value <= bar) ? 'pass' : 'below';
}

export function barOf({ bar, better, unit }) {
  return bar === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${figureOf(bar, unit)}`;
}

/** Ours in proportion to theirs. */
export function ratioOf({ value }, peer) {
  return peer.value === 0 ? '' : (value / peer.value).toFixed(2);
}

const columns = [
  { title: 'figure', cell: (row) => row.figure },
  { title: 'Stepwell', cell: (row) => figureOf(row.value, row.unit), isNumber: true },
  { title: 'bar', cell: barOf, isNumber: true },
  { title: '', cell: verdictOf },
  { title: 'beside it', cell: (_row, peer) => peer?.name ?? '' },
  {
    title: '',
    cell: (row, peer) => (peer === undefined ? '' : figureOf(peer.value, row.unit)),
    isNumber: true,
  },
  { title: 'ratio', cell: (row, peer) => (peer === undefined ? '' : ratioOf(row, peer)), isNumber: true },
];

/** Each row once for each that stands beside it, and its remark below. */
export function tableOf(rows) {
  const lines = rows.flatMap((row) => linesOf(row));
  const cells = lines.filter(({ remark }) => remark === undefined);
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((line) => line[index].length)),
  );
  const texts = lines.map((line) =>
    line.remark === undefined ? padded(line, widths) : `    ${line.remark}`,
  );
  return [
    padded(
      columns.map(({ title }) => title),
      widths,
    ),
    ...texts,
  ].join('\n');
}

function linesOf(row) {
  const peers = row.beside.length === 0 ? [undefined] : row.beside;
  const lines = peers.map((peer, index) =>
    // What is ours is said once.
    columns.map(({ cell }, column) => (index > 0 && column < 4 ? '' : cell(row, peer))),
  );
  return row.remark === '' ? lines : [...lines, { remark: row.remark }];
}

function padded(cells, widths) {
  return cells
    .map((cell, index) =>
      columns[index].isNumber ? cell.padStart(widths[index]) : cell.padEnd(widths[index]),
    )
    .join('  ')
    .trimEnd();
}
