/**
 * Loaded into the server's process ahead of it: a wall clock that jumps. The file named by CHAOS_CLOCK_FILE holds by how
 * many milliseconds it is off, and SIGUSR2 has it read. Like a machine's own, it leaves monotonic time alone.
 */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const RealDate = globalThis.Date;
const realNow = RealDate.now;
let ahead = 0;

const read = () => {
  try {
    ahead = Number(readFileSync(process.env.CHAOS_CLOCK_FILE, 'utf8'));
  } catch {
    // A full disk, or none: the clock goes on as it did.
  }
};

class ShiftedDate extends RealDate {
  constructor(...words) {
    if (words.length === 0) super(realNow() + ahead);
    else super(...words);
  }
  static now() {
    return realNow() + ahead;
  }
}

// What functions and jobs start is none of it.
if (process.env.CHAOS_CLOCK_FILE !== undefined && isMainThread) {
  delete process.env.NODE_OPTIONS;
  read();
  globalThis.Date = ShiftedDate;
  process.on('SIGUSR2', read);
}
