import { portNameProblem } from '../../core';
import type { Probe } from '../../workload';
import { firstDifference } from './first-difference';
import { check, type RuntimeCheck } from './runtime-check';
import { faultLines, serve, type RuntimeUnderTest, type Served } from './served-runtime';

/** What every server is held to, whatever it serves. */
export function* serverChecks(subject: RuntimeUnderTest): Iterable<RuntimeCheck> {
  const held = (name: string, problemOf: (served: Served) => string | undefined): RuntimeCheck =>
    check(name, () => problemOf(serve(subject, subject.runtime())));
  yield check('is the same server each time that it is described', () => {
    const runtime = subject.runtime();
    const [first, second] = [serve(subject, runtime).manifests, serve(subject, runtime).manifests];
    const difference = firstDifference(objectsByKind(first), objectsByKind(second));
    if (difference === undefined) return undefined;
    return `two services of one value differ at ${difference}; write a describe() that decides by what it is given alone`;
  });
  yield held('leaves nothing to mend', ({ faults }) =>
    faults.length === 0 ? undefined : `a service of it has something wrong with it:${faultLines(faults)}`,
  );
  yield held('has ports with a name and a number each', namedPorts);
  yield held('is asked for its health on a port of its own', healthPorts);
  yield held('has time to load its model', timeToLoad);
  yield held('shows its metrics on a port of its own, if it has any', metricsPort);
  yield held('has time to finish the requests under way', timeToFinish);
  yield held('runs as a user who is not root', ordinaryUser);
  yield held('writes to folders that it may write to', writableFolders);
  yield held('is told to stop itself, and no shell in its place', noShell);
  yield held('says why it decides what it decides', reasons);
}

function objectsByKind(manifests: Served['manifests']): object {
  return Object.fromEntries(manifests.map((manifest) => [String(manifest.kind), manifest]));
}

function portsOf({ server }: Served): { readonly name: string; readonly port: number }[] {
  return (server.ports ?? []).map(({ name, containerPort }) => ({ name, port: containerPort }));
}

function namedPorts(served: Served): string | undefined {
  const ports = portsOf(served);
  for (const [index, { name, port }] of ports.entries()) {
    const problem = portNameProblem(name);
    if (problem !== undefined) return `port ${port} is called ${JSON.stringify(name)}, which ${problem}`;
    const other = ports.slice(0, index).find((one) => one.name === name || one.port === port);
    if (other?.name === name) return `ports ${other.port} and ${port} are both called ${name}; write a name for each`;
    if (other !== undefined) return `ports ${other.name} and ${name} are both ${port}; write a number for each`;
  }
  return undefined;
}

function healthPorts(served: Served): string | undefined {
  const names = portsOf(served).map(({ name }) => name);
  for (const kind of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    const probe: Probe | undefined = served.server[kind];
    if (probe?.exec !== undefined) continue;
    const { path, port } = probe?.httpGet ?? {};
    if (typeof port !== 'string' || !names.includes(port)) {
      return `the ${kind} asks port ${String(port)}, and its ports are ${names.join(', ')}; write health: { port: '${names[0] ?? ''}', … }`;
    }
    if (path?.startsWith('/') !== true) return `the ${kind} asks ${String(path)}, which does not begin with /`;
  }
  return undefined;
}

/** The seconds in which a probe says no before anything follows. */
function patienceOf(probe: Probe | undefined): number {
  return (probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0);
}

function timeToLoad({ server }: Served): string | undefined {
  const [toLoad, toAnswer] = [patienceOf(server.startupProbe), patienceOf(server.livenessProbe)];
  if (toLoad >= toAnswer) return undefined;
  return `it has ${toLoad} s to load, less than the ${toAnswer} s that it had without a startup probe; write startsWithin: '10m', or what loading takes`;
}

function metricsPort(served: Served): string | undefined {
  const { annotations } = served;
  const port = annotations['prometheus.io/port'];
  if (port === undefined) return undefined;
  const ports = portsOf(served);
  const path = String(annotations['prometheus.io/path']);
  if (!ports.some((one) => String(one.port) === port)) {
    const named = ports.map((one) => `'${one.name}'`).join(' or ');
    return `its metrics are on none of its ports; write metrics: { port: ${named}, … }`;
  }
  return path.startsWith('/') ? undefined : `its metrics are under ${path}, which does not begin with /`;
}

/** What is kept for the server to exit, after the sleep and the requests. */
const toExit = 5;

function timeToFinish({ pod, server }: Served): string | undefined {
  const sleep = server.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const left = (pod.terminationGracePeriodSeconds ?? 30) - sleep - toExit;
  if (left > 0) return undefined;
  return "when it is told to stop nothing is left for requests under way; write drain: '30s', or what a request takes";
}

function ordinaryUser({ pod }: Served): string | undefined {
  const { runAsUser, runAsNonRoot } = pod.securityContext ?? {};
  if (runAsNonRoot === true && Number.isInteger(runAsUser) && Number(runAsUser) > 0) return undefined;
  return `it runs as user ${String(runAsUser)}; write user: { user: 1000, … }, or another number above 0 that the image expects`;
}

/** Variables by which programs and their libraries find a folder to write to. */
const foldersByVariable = /^(?:HOME|TMPDIR|HF_HOME|XDG_CACHE_HOME|MPLCONFIGDIR|\w+_CACHE|\w+_CACHE_DIR)$/;

function writableFolders({ server }: Served): string | undefined {
  const hasGpu = Object.keys(server.resources?.limits ?? {}).some((name) => name.startsWith('nvidia.com/'));
  // NVIDIA's container toolkit writes there before the server starts.
  if (server.securityContext?.readOnlyRootFilesystem !== true && !hasGpu) {
    return "the file system of its image is writable; write the folders that it writes to as writable: ['/tmp']";
  }
  const writable = (server.volumeMounts ?? []).filter(({ readOnly }) => readOnly !== true);
  const folders = writable.map(({ mountPath }) => mountPath);
  const isIn = (path: string): boolean => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  if (!isIn('/tmp')) return "it cannot write to /tmp, and most libraries do; write writable: ['/tmp', …]";
  for (const { name, value } of server.env ?? []) {
    if (typeof value !== 'string' || !value.startsWith('/') || !foldersByVariable.test(name) || isIn(value)) continue;
    return `${name} is ${value}, and it may write to ${folders.join(', ')} only; write writable: ['${value}', …]`;
  }
  return undefined;
}

function noShell({ server: { command = [] } }: Served): string | undefined {
  const [program = '', ...rest] = command.map(String);
  if (!/(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(program) || !rest.some((one) => /^-[a-z]*c$/.test(one))) return undefined;
  return `it is started by ${program}, where the signal to stop may end; write command: ['PROGRAM', 'ARGUMENT', …]`;
}

function reasons({ decisions }: Served): string | undefined {
  for (const { field, reason, override } of decisions) {
    if (field.trim() === '')
      return `a decision does not say of what it is: ${reason}; write field: 'container server …'`;
    if (reason.trim() === '') return `the decision on ${field} has no reason; write reason: '…', a sentence`;
    if (override.trim() === '') return `the decision on ${field} names no prop that overrides it; write override: '…'`;
  }
  return undefined;
}
