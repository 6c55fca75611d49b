import type { Session } from '../../../src/connectors/connector.ts';
import { createSdkSender } from '../../../src/runtime/targets/sdk-sender.ts';

/** A session that calls the services at `url` as targets at a URL are called. */
export function aRemoteSession(url: string): Session {
  const send = createSdkSender();
  const region = 'us-east-1';
  return {
    partition: 'aws',
    account: '111111111111',
    region,
    request: (service, action, input, options) =>
      send({
        service,
        action,
        input,
        options,
        clientName: url,
        traceHeader: undefined,
        configureClient: () => ({
          region,
          endpoint: url,
          credentials: { accessKeyId: '111111111111', secretAccessKey: 'stepwell' },
          headers: {},
        }),
      }),
  };
}
