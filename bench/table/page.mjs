// The figures as a section of a Markdown page: every row, and then what speaks against us in words.
import { barOf, figureOf, ratioOf, verdictOf } from './table.mjs';

/** `measured` is what run.mjs writes with --json. */
export function figuresSection(measured) {
  const { measuredAt, machine, loadBefore, versions, settings, rows, skipped } = measured;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `Measured on ${measuredAt.slice(0, 10)}: ${machine}; load average of the minute before ${loadBefore.toFixed(2)}.`,
    `${named.join(', ')}.`,
    `${settings.map((setting) => `- ${setting}`).join('\n')}`,
    table(titled(rows)),
    ...list('### Below the bar', lossesToBars(titled(rows)), 'Every bar is met.'),
    ...list('### Behind a peer', lossesToPeers(titled(rows)), withoutLosses(rows)),
    ...list(
      '### Not measured',
      skipped.map(({ what, reason }) => `${what}: ${reason}`),
      undefined,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A figure that is indented for a terminal belongs to the one before it, whose name it takes along. */
function titled(rows) {
  let main = '';
  return rows.map((row) => {
    if (!row.figure.startsWith(' ')) main = row.figure;
    return row.figure.startsWith(' ') ? { ...row, figure: `${main}: ${row.figure.trim()}` } : row;
  });
}

function table(rows) {
  const lines = rows.flatMap((row) => {
    const own = [row.figure, `**${figureOf(row.value, row.unit)}**`, barOf(row), verdictOf(row)];
    const peers = row.beside.map((peer) => [peer.name, figureOf(peer.value, row.unit), ratioOf(row, peer)]);
    const [first = ['', '', ''], ...others] = peers;
    return [[...own, ...first, row.remark], ...others.map((peer) => ['', '', '', '', ...peer, ''])];
  });
  return [
    '| figure | Stepwell | bar | | beside it, in the same run | | ratio | remark |',
    '| --- | ---: | ---: | --- | --- | ---: | ---: | --- |',
    ...lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
}

function lossesToBars(rows) {
  return rows
    .filter((row) => verdictOf(row) === 'below')
    .map((row) => `${row.figure}: ${figureOf(row.value, row.unit)}, where ${barOf(row)} was asked.`);
}

function withoutLosses(rows) {
  const hasPeers = rows.some(({ beside }) => beside.some(({ isPeer }) => isPeer));
  return hasPeers ? 'No peer was ahead of us in these figures.' : 'No peer was measured.';
}

/** A raw limit is ahead of everybody, and no loss. */
function lossesToPeers(rows) {
  return rows.flatMap((row) =>
    row.beside
      .filter(
        (peer) => peer.isPeer && (row.better === 'more' ? peer.value > row.value : peer.value < row.value),
      )
      .map(
        (peer) =>
          `${row.figure}: ${figureOf(row.value, row.unit)}, and ${peer.name} ${figureOf(peer.value, row.unit)}.`,
      ),
  );
}

function list(title, items, otherwise) {
  if (items.length > 0) return [title, items.map((item) => `- ${item}`).join('\n')];
  return otherwise === undefined ? [] : [title, otherwise];
}
