import { createRequire } from 'node:module';
import { assert } from '../../base/assert.ts';
import { clientPackageName } from './client-names.ts';
import { constraintsOf } from './output-constraints.ts';
import { readServiceModel } from './read-schema.ts';
import type { ServiceModel } from './service-model.ts';

/** The AWS SDK's client of one service: what the service's API is like, and what calls it. */
export interface ClientPackage {
  readonly model: ServiceModel;
  createClient(configuration: object): SdkClient;
  /** The call of an operation, by the API's name. */
  createCommand(operation: string, input: object): SdkCommand;
}

/** As much of the AWS SDK's clients as is used here. */
export interface SdkClient {
  readonly config: { readonly requestHandler: object };
  readonly middlewareStack: SdkMiddlewareStack;
  send(command: SdkCommand, options: { readonly abortSignal: AbortSignal }): Promise<object>;
}

export interface SdkCommand {
  readonly middlewareStack: SdkMiddlewareStack;
}

export interface SdkMiddlewareStack {
  add(middleware: SdkMiddleware, options: { readonly step: string; readonly priority: string }): void;
}

export type SdkMiddleware = (next: SdkStep) => SdkStep;
export type SdkStep = (call: { request: SdkRequest }) => Promise<{ response: object; output: object }>;

export interface SdkRequest {
  readonly headers: Record<string, string>;
}

const require = createRequire(import.meta.url);
const packages = new Map<string, Promise<ClientPackage | undefined>>();

/** Whether calls of a service, as `aws-sdk:` resources name it, can be made on this installation. */
export function isClientInstalled(service: string): boolean {
  const known = installed.get(service);
  if (known !== undefined) return known;
  const found = /^[a-z0-9]+$/.test(service) && canResolve(clientPackageName(service));
  installed.set(service, found);
  return found;
}

const installed = new Map<string, boolean>();

/** What to do where `isClientInstalled` says no. */
export function installationAdvice(service: string): string {
  return `Calls to ${service} need the package ${clientPackageName(service)}: npm install ${clientPackageName(service)}`;
}

/** The client of a service; undefined where its package is not installed. It is loaded when first asked for, and kept. */
export function loadClientPackage(service: string): Promise<ClientPackage | undefined> {
  const known = packages.get(service);
  if (known !== undefined) return known;
  const loading = isClientInstalled(service) ? load(service) : Promise.resolve(undefined);
  packages.set(service, loading);
  return loading;
}

async function load(service: string): Promise<ClientPackage> {
  const exports = (await import(clientPackageName(service))) as Readonly<Record<string, unknown>>;
  const model = readServiceModel(exports, constraintsOf(service));
  const clientName = Object.keys(exports).find((name) => name.endsWith('Client') && name !== '__Client');
  const Client = constructorOf<SdkClient>(exports, clientName ?? '');
  return {
    model,
    createClient: (configuration) => new Client(configuration),
    createCommand: (operation, input) => {
      const Command = constructorOf<SdkCommand>(exports, `${operation}Command`);
      return new Command(input);
    },
  };
}

type Constructor<Made> = new (argument: object) => Made;

function constructorOf<Made>(exports: Readonly<Record<string, unknown>>, name: string): Constructor<Made> {
  const made = exports[name];
  assert(typeof made === 'function', `a class called ${name} in an AWS SDK client's package`);
  return made as Constructor<Made>;
}

function canResolve(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
