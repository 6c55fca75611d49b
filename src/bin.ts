/** The command line: joins the commands with the server they may start. */

import { createProgram } from './cli/program.ts';
import { defaults, placeFromEnvironment } from './config.ts';
import { startServer } from './main.ts';

await createProgram({ startServer, defaults, place: placeFromEnvironment(process.env) }).parseAsync();
