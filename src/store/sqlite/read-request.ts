import type { Cell } from '../cell.ts';
import type { ReadName } from '../statements.ts';
import type { RequestType } from './lane.ts';
import { requestHeadWidth } from './wire.ts';

/** A request for the rows of a statement; the answer is their cells, and undefined where there are none. */
export function readRequest<Output>(
  name: ReadName,
  parseRows: (cells: readonly Cell[]) => Output,
): RequestType<readonly Cell[], Output> {
  return {
    push: (cells, parameters) => {
      cells.push(name, requestHeadWidth + parameters.length, ...parameters);
      return 0;
    },
    parse: (answer = noCells) => parseRows(answer),
  };
}

const noCells: readonly Cell[] = [];
