import { cpus, release, totalmem } from 'node:os';

export const whole = (value) => Math.round(value).toLocaleString('en-US');

export function printMachine(directory) {
  const [{ model }] = cpus();
  console.log(
    `${cpus().length} × ${model}, ${whole(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`,
  );
  console.log(
    `stepwell dev on ${directory}: SQLite, WAL, synchronous=FULL; the load comes from another process\n`,
  );
}

/** Rows of what, rate a second, the raw rate it stands beside, and a remark. */
export function printTable(rows) {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`${''.padEnd(width)}  ${'Stepwell'.padStart(10)}  ${'SQLite'.padStart(10)}  ratio`);
  for (const { what, rate, raw, remark } of rows) {
    const figures = [rate, raw].map((value) => `${whole(value)}/s`.padStart(10)).join('  ');
    console.log(`${what.padEnd(width)}  ${figures}  ${(rate / raw).toFixed(2).padStart(5)}   ${remark}`);
  }
}
