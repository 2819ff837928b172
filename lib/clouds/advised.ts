import { AsyncResource } from 'node:async_hooks';
import * as pulumi from '@pulumi/pulumi';
import { adviceOn } from './cloud-errors';

/**
 * Options of a component, by which everything that it is made of says what to do when its cloud refuses it.
 *
 * Pulumi prints the error of the cloud as ever; the advice stands beside it as a warning.
 */
export function advised(opts: pulumi.ComponentResourceOptions | undefined): pulumi.ComponentResourceOptions {
  return { ...opts, transformations: [...(opts?.transformations ?? []), addHook] };
}

/** Children inherit it, and some have it twice: of themselves, and of a component around. */
const addHook: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  const hook = /^(aws|azure-native):/.test(type) ? hookOfProgram() : undefined;
  if (hook === undefined || opts.hooks?.onError?.includes(hook) === true) return undefined;
  return { props, opts: pulumi.mergeOptions(opts, { hooks: { onError: [hook] } }) };
};

/** By the engine that a program talks to, since a hook can be registered with each only once. */
const hooks = new WeakMap<object, pulumi.ErrorHook>();

function hookOfProgram(): pulumi.ErrorHook | undefined {
  // Older versions of Pulumi's SDK have no such hooks, and neither have its mocks.
  const { ErrorHook } = pulumi as { readonly ErrorHook?: typeof pulumi.ErrorHook };
  // The type of the engine's monitor is Pulumi's own.
  const monitor = pulumi.runtime.getMonitor() as object | undefined;
  if (ErrorHook === undefined || monitor === undefined || !('registerErrorHook' in monitor)) return undefined;
  const known = hooks.get(monitor);
  if (known !== undefined) return known;
  // The engine calls from outside of the program, which else is not known to the log.
  const hook = new ErrorHook('modelyard:advice', AsyncResource.bind(advise));
  // A command line that is older than the SDK refuses hooks, and with them each resource; so much is no advice worth.
  const { __registered: registered } = hook as unknown as { readonly __registered?: Promise<void> };
  if (registered !== undefined) Object.assign(hook, { __registered: registered.catch(() => undefined) });
  hooks.set(monitor, hook);
  return hook;
}

/** Never asks to try again: what exists already would be made once more (pulumi issue 24683). */
async function advise({ type, name, errors: [newest = ''] }: pulumi.ErrorHookArgs): Promise<boolean> {
  const advice = adviceOn(type, newest);
  if (advice !== undefined) await pulumi.log.warn(`${type} ${name}: ${advice}`);
  return false;
}
