// Given to a process with --import: writes the URL of every module that is imported to the file that RECORDED_MODULES names.

import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// The hooks run in a thread of their own, which loads this file as well; the store's threads are not asked about.
if (isMainThread) register(import.meta.url);

export async function load(url, context, next) {
  appendFileSync(process.env.RECORDED_MODULES ?? '/dev/null', `${url}\n`);
  return next(url, context);
}
