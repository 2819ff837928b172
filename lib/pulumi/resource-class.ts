import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource.js';
import type * as pulumi from '@pulumi/pulumi';

/** A class of Pulumi resources. */
export type ResourceClass = new (
  name: string,
  args: Readonly<Record<string, unknown>>,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/**
 * The class of the Pulumi SDK for a kind: its own for the kinds of Kubernetes, and that of custom resources otherwise.
 *
 * The SDK's own class brings what a bare resource lacks: aliases for the other versions of the kind, and that what a
 * Secret holds is secret. It is loaded when it is first asked for, by where the SDK keeps it.
 */
export function resourceClass(apiVersion: string, kind: string): ResourceClass {
  // Casts, as each class has arguments of its own type, and takes what the API server takes.
  return ownClass(apiVersion, kind) ?? (CustomResource as unknown as ResourceClass);
}

function ownClass(apiVersion: string, kind: string): ResourceClass | undefined {
  const [version = '', group = 'core'] = apiVersion.split('/').reverse();
  // Every other group with a dot is somebody else's, though it may begin like one of these: apps.kruise.io.
  if ((group.includes('.') && !group.endsWith('.k8s.io')) || !/^[A-Z]\w*$/.test(kind)) return undefined;
  const folder = group.replace(/\.k8s\.io$/, '').replace(/\.(?:authorization|apiserver)$/, '');
  const file = `@pulumi/kubernetes/${folder}/${version}/${kind.charAt(0).toLowerCase()}${kind.slice(1)}.js`;
  const known = load(file)?.[kind];
  return isClassOf(known, `kubernetes:${group === 'core' ? `core/${version}` : apiVersion}:${kind}`)
    ? known
    : undefined;
}

function load(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // A cast, as what is required is of any type.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a constructor cannot await import()
    return require(file) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Says whether something is the class of the SDK for a type: another kind may lie where one was looked for. */
function isClassOf(value: unknown, type: string): value is ResourceClass {
  return typeof value === 'function' && '__pulumiType' in value && value.__pulumiType === type;
}
