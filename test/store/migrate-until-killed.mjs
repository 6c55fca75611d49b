// Brings the database in argv[2] up to date with the built program, and says when it begins; whoever started it may kill it.

import Database from 'better-sqlite3';
import { migrate } from '../../dist/store/sqlite/migrate.js';

const connection = new Database(process.argv[2]);
connection.pragma('journal_mode = WAL');
connection.pragma('synchronous = FULL');
migrate(connection, () => process.stdout.write('begins\n'));
connection.close();
