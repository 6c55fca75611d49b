// What Linux knows of a process. Time on a processor tells the same on a busy machine as on a quiet one.
import { readdirSync, readFileSync } from 'node:fs';

/** The unit of times in /proc, which Linux fixes at a hundredth of a second for programs. */
const tickMilliseconds = 10;

/** CPU time of a process so far: of its main thread, of its others, and of all it started, in ms. */
export function cpuTime(pid) {
  const time = { main: 0, others: 0, children: 0 };
  for (const thread of entries(`/proc/${pid}/task`)) {
    time[thread === String(pid) ? 'main' : 'others'] += threadTime(`/proc/${pid}/task/${thread}/stat`);
    for (const child of read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean)) {
      const { main, others, children } = cpuTime(child);
      time.children += main + others + children;
    }
  }
  return time;
}

/** The CPU time between two looks, by `count`, in words. */
export function cpuRemark(before, after, count) {
  const each = (part) => Math.round(((after[part] - before[part]) * 1_000) / count);
  const children = after.children > 0 ? `, functions ${each('children')}` : '';
  return `CPU µs each: main thread ${each('main')}, other threads ${each('others')}${children}`;
}

/** CPU time of processes and of all they started so far, in ms. */
export function cpuTotal(pids) {
  return pids.map(cpuTime).reduce((sum, { main, others, children }) => sum + main + others + children, 0);
}

/** Resident memory of a process and of all it started, in megabytes of a million bytes. */
export function residentMegabytes(pid) {
  const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = entries(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean),
  );
  return children.reduce((sum, child) => sum + residentMegabytes(child), (kibibytes * 1_024) / 1e6);
}

function threadTime(file) {
  const text = read(file);
  // The name before it may hold anything, a parenthesis included.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? 0 : (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
}

/** Threads and processes end between two looks. */
function read(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
