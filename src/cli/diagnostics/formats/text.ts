import { counted } from '../../counted.ts';
import type { Finding } from '../check-definition.ts';
import { type LinedText, lineAt } from '../text-position.ts';
import type { CheckedFile } from '../validate-files.ts';
import type { Format } from './format.ts';

type Paint = (text: string, colour: keyof typeof colours) => string;

const colours = { red: 31, yellow: 33, cyan: 36, grey: 90 } as const;

/** For people: each finding with the line it is about, and how many there are at the end. */
export const text: Format = (files, { hasColours, quiet }) => {
  const paint: Paint = hasColours
    ? (painted, colour) => `\u001b[${colours[colour]}m${painted}\u001b[0m`
    : (painted) => painted;
  const parts = files.map((checked) => describeFile(checked, paint));
  if (!quiet) parts.push(summaryOf(files));
  return parts.join('');
};

function describeFile(checked: CheckedFile, paint: Paint): string {
  const file = checked.file === '-' ? '<stdin>' : checked.file;
  if ('problem' in checked) return `${file}: ${paint('unreadable', 'red')}: ${checked.problem}\n`;
  return checked.findings.map((finding) => describeFinding(file, finding, checked.lines, paint)).join('');
}

function describeFinding(
  file: string,
  { severity, code, message, location, start, end }: Finding,
  lines: LinedText,
  paint: Paint,
): string {
  const colour = severity === 'ERROR' ? 'red' : 'yellow';
  const place = paint(`${file}:${start.line}:${start.column}`, 'cyan');
  const gutter = String(start.line).padStart(5);
  const line = lineAt(lines, start.line);
  const { shown, before } = excerptOf(line, start.column - 1);
  const endColumn = end.line === start.line ? end.column : line.length + 1;
  const room = Math.max(shown.length - before, 1);
  const length = Math.min(Math.max(endColumn - start.column, 1), room);
  const marks = `${' '.repeat(before)}${paint('^'.repeat(length), colour)}`;
  const at = location === undefined ? '' : `${paint(`      = at ${location}`, 'grey')}\n`;
  return [
    `${place}: ${paint(severity.toLowerCase(), colour)} ${code}: ${message}\n`,
    `${paint(`${gutter} |`, 'grey')} ${shown}\n`,
    `${paint('      |', 'grey')} ${marks}\n`,
    at,
  ].join('');
}

/** Characters of a line that are shown, and how many of them lead up to what is pointed at. */
const shownMax = 120;
const leadMax = 60;

function excerptOf(line: string, index: number): { readonly shown: string; readonly before: number } {
  const from = line.length > shownMax ? Math.max(0, index - leadMax) : 0;
  const shown = line.slice(from, from + shownMax).replace(/[\t\p{Cc}]/gu, ' ');
  return { shown, before: Math.min(index - from, shown.length) };
}

function summaryOf(files: readonly CheckedFile[]): string {
  const findings = files.flatMap((checked) => ('findings' in checked ? checked.findings : []));
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
  const counts = [
    counted(files.length, 'file'),
    counted(errors, 'error'),
    counted(findings.length - errors, 'warning'),
  ];
  return `${counts.join(', ')}\n`;
}
