import { refuseUnsupported } from './unsupported.ts';

/** What CreateEventBus and UpdateEventBus set. */
export interface BusSettings {
  readonly Description?: string;
  readonly LogConfig?: { readonly Level?: string };
}

/** Throws ValidationException for what buses here do not do: encrypt with a customer's key, log, or keep what was lost. */
export function checkBusSettings(settings: BusSettings): void {
  refuseUnsupported(settings, ['KmsKeyIdentifier', 'DeadLetterConfig']);
  if ((settings.LogConfig?.Level ?? 'OFF') !== 'OFF') refuseUnsupported(settings, ['LogConfig']);
}
