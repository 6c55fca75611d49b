import { type Intrinsic, invalidArguments } from './intrinsic.ts';

const name = 'States.StringSplit';

/** Each character of the second text splits, and empty parts are dropped (recorded), as Java's StringTokenizer does it. */
export const stringSplit: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([text, splitters]) => {
    if (typeof text !== 'string' || typeof splitters !== 'string') return invalidArguments(name);
    const parts: string[] = [];
    let start = 0;
    for (let end = 0; end <= text.length; end += 1) {
      if (end < text.length && !splitters.includes(text.charAt(end))) continue;
      if (end > start) parts.push(text.slice(start, end));
      start = end + 1;
    }
    return parts;
  },
};
