/** What a package of the SDK exports, reached by name. */
export type SdkPackage = Readonly<Record<string, unknown>>;

export type Answer = Readonly<Record<string, unknown>>;

/** Sends the command of an operation with a client of the SDK. */
export type SendCommand = (operation: string, input?: object) => Promise<Answer>;

interface SdkClient {
  send(command: unknown): Promise<Answer>;
}

export function sendWith(client: unknown, exports: SdkPackage): SendCommand {
  return (operation, input = {}) => {
    const Command = exports[`${operation}Command`];
    if (typeof Command !== 'function') throw new Error(`the SDK has no ${operation}`);
    return (client as SdkClient).send(new (Command as new (input: object) => unknown)(input));
  };
}
