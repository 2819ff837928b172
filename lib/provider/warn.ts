import * as pulumi from '@pulumi/pulumi';

/**
 * Says a warning of a component, once the engine has it.
 *
 * Of one that the engine refuses, Pulumi would wait for ever to say it, and with it all that is said after, also by later
 * programs of the same process.
 */
export function warn(warning: string, component: pulumi.Resource): void {
  component.urn.apply(() => pulumi.log.warn(warning, component));
}
