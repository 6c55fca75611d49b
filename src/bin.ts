/** The command line: joins the commands with the server they may start. */

import { createProgram } from './cli/program.ts';
import { defaults, placeFromEnvironment } from './config.ts';
import { startServer } from './main.ts';

// Which Node runs Stepwell is Stepwell's business, not that of a library it carries.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

await createProgram({ startServer, defaults, place: placeFromEnvironment(process.env) }).parseAsync();
