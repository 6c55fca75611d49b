/** How often a terminal is drawn anew at most. */
const drawMilliseconds = 100;

const titles = { state: 'STATE', call: 'CALL', role: 'AS ROLE', account: 'IN ACCOUNT', count: 'CALLS' };

/**
 * Counts which state makes which call as which role in which account. On a terminal the table grows while the calls are
 * made, elsewhere it is printed when it is finished.
 *
 * @param {(account: string) => string} accountName
 */
export function createCallTable(accountName, stream = process.stdout) {
  /** @type {Map<string, { state: string, call: string, role: string, account: string, count: number }>} */
  const rows = new Map();
  let progress = '';
  let drawnLineCount = 0;
  let drawnAt = 0;
  let isFinished = false;

  function draw() {
    const lines = [...formatRows([titles, ...rows.values()]), '', `  ${progress}`];
    const fitting = lines.map((line) => line.slice(0, (stream.columns ?? Number.POSITIVE_INFINITY) - 1));
    if (drawnLineCount > 0) stream.write(`\x1b[${drawnLineCount}A\x1b[0J`);
    stream.write(`${fitting.join('\n')}\n`);
    drawnLineCount = lines.length;
    drawnAt = Date.now();
  }

  function drawIfLive() {
    if (stream.isTTY && Date.now() - drawnAt >= drawMilliseconds) draw();
  }

  return {
    /** @param {{ purpose: string, executionArn: string, stateName: string, resourceArn: string, roleArn: string, account: string }} call */
    count({ purpose, executionArn, stateName, resourceArn, roleArn, account }) {
      if (isFinished) return;
      const row = {
        state: `${executionArn.split(':')[6]} / ${stateName}`,
        call: `${callName(resourceArn)}${purposeNames[purpose]}`,
        role: roleArn.split('/').at(-1),
        account: `${accountName(account)} ${account}`,
      };
      const key = JSON.stringify(row);
      rows.set(key, { ...row, count: (rows.get(key)?.count ?? 0) + 1 });
      drawIfLive();
    },
    /** @param {string} text */
    progress(text) {
      progress = text;
      drawIfLive();
    },
    finish() {
      isFinished = true;
      draw();
    },
  };
}

const purposeNames = { CallTask: '', PollTask: ', looked at', CancelTask: ', stopped' };

/** `lambda:invoke`, or the function that a Task names itself. */
function callName(resourceArn) {
  const [, , service, , , ...rest] = resourceArn.split(':');
  return service === 'states' ? rest.join(':') : `${service} ${rest.join(':')}`;
}

function formatRows(rows) {
  const widthOf = (column) => Math.max(...rows.map((row) => String(row[column]).length));
  const widths = Object.fromEntries(Object.keys(titles).map((column) => [column, widthOf(column)]));
  return rows.map(({ count, ...texts }) => {
    const cells = Object.entries(texts).map(([column, text]) => text.padEnd(widths[column]));
    return `  ${cells.join('  ')}  ${String(count).padStart(widths.count)}`;
  });
}
