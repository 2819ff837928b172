import * as pulumi from '@pulumi/pulumi';
import { warn } from '../provider';
import { asString, type Manifest } from '../verify';

const settings = { ConfigMap: 'enableConfigMapMutable', Secret: 'enableSecretMutable' } as const;

/** Warns where a provider would delete configuration that changes, before it makes it anew. */
export function warnOfGaps(
  component: pulumi.Resource,
  provider: pulumi.ProviderResource,
  objects: readonly Manifest[],
): void {
  for (const [kind, setting] of Object.entries(settings)) {
    if (!objects.some((object) => asString(object.kind) === kind && object['immutable'] !== true)) continue;
    // A cast, as a resource has its inputs as Outputs, which the types of providers leave out.
    const given = (provider as SettingsOf)[setting];
    if (!pulumi.Output.isInstance(given)) continue;
    given.apply((value) => {
      if (value !== 'true') warn(gap(kind, setting), component);
    });
  }
}

type SettingsOf = pulumi.ProviderResource & { readonly [Setting in string]?: unknown };

function gap(kind: string, setting: string): string {
  return (
    `modelyard: a ${kind} that changes is deleted before it is made anew, and pods that start in between find none; ` +
    `write ${setting}: true on its provider, or make that by kubernetesProvider`
  );
}
