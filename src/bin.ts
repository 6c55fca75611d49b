/** The command line: joins the commands with the server they may start. */

import { createProgram } from './cli/program.ts';
import { defaults, placeFromEnvironment } from './config.ts';
import { backUpData, checkData } from './data-folder.ts';

// Which Node runs Stepwell is Stepwell's business, not that of a library it carries.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** All of the server, which most commands do without. */
const server = () => import('./main.ts');

const program = await createProgram(
  {
    startServer: async (configuration, observers) => (await server()).startServer(configuration, observers),
    backUp: backUpData,
    checkData,
    defaults,
    place: placeFromEnvironment(process.env),
  },
  process.argv.slice(2),
);
await program.parseAsync();
