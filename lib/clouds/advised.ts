import { AsyncResource } from 'node:async_hooks';
import * as pulumi from '@pulumi/pulumi';
import { adviceOn } from './cloud-errors';
import { programHook } from './program-hook';

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

const hookOfProgram = programHook(
  'ErrorHook',
  // The engine calls from outside of the program, which else is not known to the log.
  () => new pulumi.ErrorHook('modelyard:advice', AsyncResource.bind(advise)),
);

/** Never asks to try again: what exists already would be made once more (pulumi issue 24683). */
async function advise({ type, name, errors: [newest = ''] }: pulumi.ErrorHookArgs): Promise<boolean> {
  const advice = adviceOn(type, newest);
  if (advice !== undefined) await pulumi.log.warn(`${type} ${name}: ${advice}`);
  return false;
}
