import * as pulumi from '@pulumi/pulumi';

type Hook = pulumi.ErrorHook | pulumi.ResourceHook;

/**
 * A hook that a program registers when it is needed, and not twice, which the engine refuses.
 *
 * There is none where the SDK or its mocks know no such hooks, and none is heeded where the command line is older.
 */
export function programHook<T extends Hook>(kind: 'ErrorHook' | 'ResourceHook', make: () => T): () => T | undefined {
  // By the engine that a program talks to: programs may run one after the other in a process.
  const hooks = new WeakMap<object, T>();
  return () => {
    // The type of the engine's monitor is Pulumi's own.
    const monitor = pulumi.runtime.getMonitor() as object | undefined;
    if (!(kind in pulumi) || monitor === undefined || !(`register${kind}` in monitor)) return undefined;
    const known = hooks.get(monitor);
    if (known !== undefined) return known;
    const hook = make();
    // A command line that is older than the SDK refuses hooks, and with them each resource; so much is none of them worth.
    const { __registered: registered } = hook as unknown as { readonly __registered?: Promise<void> };
    if (registered !== undefined) Object.assign(hook, { __registered: registered.catch(() => undefined) });
    hooks.set(monitor, hook);
    return hook;
  };
}
