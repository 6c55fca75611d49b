import type { Clock } from '../../src/base/clock.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { Store } from '../../src/store/store.ts';

/** What stands between the simulated world and the code under test, to break a promise that an invariant must miss. */
export interface Sabotage {
  readonly store?: (store: Store) => Store;
  readonly clock?: (clock: Clock) => Clock;
  readonly connector?: (connector: Connector) => Connector;
  readonly runtime?: (runtime: Runtime) => Runtime;
}
