/** A process of its own that migrates the control database, for the test of several at once. */
import { migrate } from '../../connectors/control/migrate.ts';
import { readSettings } from '../../connectors/settings.ts';

await migrate(readSettings());
