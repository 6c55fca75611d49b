/** A figure of one of the server's parts, which has no bar; `beside` is the baseline of the same run. */
export interface PartFigure {
  readonly figure: string;
  readonly unit: '/s' | 'µs';
  readonly value: number;
  readonly beside?: { readonly name: string; readonly value: number };
  readonly remark?: string;
}

/** Hands a line of the table to run.mjs, or prints it where the benchmark was started by itself. */
export function reportPart({ figure, unit, value, beside, remark = '' }: PartFigure): void {
  const row = {
    figure,
    unit,
    value,
    runs: [value],
    better: unit === '/s' ? 'more' : 'less',
    beside: beside === undefined ? [] : [{ ...beside, runs: [beside.value], isPeer: false }],
    remark,
  };
  if (process.send !== undefined) {
    process.send({ row });
    return;
  }
  const besides = beside === undefined ? '' : `; ${beside.name}: ${beside.value.toFixed(2)} ${unit}`;
  console.log(`${figure}: ${value.toFixed(2)} ${unit}${besides}${remark && `; ${remark}`}`);
}
