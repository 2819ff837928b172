import { printGiven, type Notes } from '../core';
import {
  appendArguments,
  checkArguments,
  renderPod,
  type Env,
  type MountedVolume,
  type Platform,
  type PodPlacement,
  type PodTemplate,
  type Resources,
} from '../workload';
import type { RenderedConfiguration } from './configuration';
import { judgeFlags } from './flags';
import type { ModelServiceProps } from './model-service-props';
import type { ServerDescription } from './runtime';

/** What the pod of a model server is made of. */
export interface ServerPodRequest {
  readonly props: ModelServiceProps;
  readonly resources: Resources;
  readonly server: ServerDescription;
  readonly configuration: RenderedConfiguration | undefined;
  readonly configMap: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly placement: PodPlacement;
  readonly platform: Platform;
}

/** Joins what the runtime says with what the user says, and renders the pod. */
export function renderServerPod(request: ServerPodRequest, notes: Notes): PodTemplate {
  const { props, server, configuration } = request;
  return renderPod(
    {
      labels: request.labels,
      selector: request.selector,
      annotations: {
        ...(configuration === undefined ? {} : { 'checksum/config': configuration.checksum }),
        ...scrapeAnnotations(server, notes),
      },
      serviceAccountName: request.serviceAccount,
      server: {
        image: server.image,
        command: server.command,
        args: joinArguments(server, props, notes),
        env: joinEnv(server.env ?? {}, variablesOf(request), props.env ?? {}, notes),
        ports: server.ports.map(({ name, port }) => ({ name, containerPort: port })),
        resources: request.resources,
        volumes: [...(server.volumes ?? []), ...(configuration?.volumes ?? []), ...(props.volumes ?? [])],
        writable: notMounted(server.writable, props.volumes ?? []),
        rootFilesystem: props.security?.rootFilesystem,
      },
      health: server.health,
      startsWithin: server.startsWithin,
      drain: { preStopSleep: props.rollout?.preStopSleep, requests: server.drain },
      user: server.user,
      placement: request.placement,
      grouped: (server.group?.size ?? 1) > 1,
      platform: request.platform,
      options: props,
    },
    notes,
  );
}

/** Tells Prometheus where the metrics are, by the annotations that its Helm chart goes by. */
function scrapeAnnotations({ metrics, ports }: ServerDescription, notes: Notes): Readonly<Record<string, string>> {
  if (metrics === undefined) return {};
  const port = ports.find(({ name }) => name === metrics.port)?.port;
  if (port === undefined) {
    notes.issue({
      code: 'serving/invalid-port',
      property: 'runtime.metrics.port',
      given: printGiven(metrics.port),
      message: 'is not the name of a port of the server',
      fix: `one of ${ports.map(({ name }) => `'${name}'`).join(', ')}`,
    });
  }
  return notes.decide({
    field: 'pod annotations prometheus.io',
    value: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(port),
      'prometheus.io/path': metrics.path,
    },
    reason: 'a Prometheus that looks for annotated pods then finds the metrics; any other ignores them',
    source: 'https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus/values.yaml',
    override: 'podAnnotations',
  });
}

/** A folder where the user mounts a volume is that volume. */
function notMounted(
  writable: ServerDescription['writable'],
  volumes: readonly MountedVolume[],
): ServerDescription['writable'] {
  const taken = new Set<string>(volumes.map(({ mountPath }) => mountPath.replace(/\/+$/, '')));
  return writable.filter((path) => !taken.has(path));
}

function joinArguments(server: ServerDescription, props: ModelServiceProps, notes: Notes): ServerDescription['args'] {
  // A runtime with a command of its own carries its flags there.
  const ours = [...(server.command ?? []).slice(1), ...(server.args ?? [])];
  const theirs = props.args ?? [];
  checkArguments('runtime.command', server.command, notes);
  checkArguments('runtime.args', server.args, notes);
  checkArguments('args', theirs, notes);
  const all = appendArguments('args', ours, theirs, notes, server.flags?.aliases).slice(ours.length);
  if (server.flags !== undefined) judgeFlags('args', theirs, server.flags, notes);
  const rendered = [...(server.args ?? []), ...all];
  return rendered.length === 0 ? undefined : rendered;
}

/** The variables of the configuration, one by one: all keys at once would put its files into the environment too. */
function variablesOf({ configuration, configMap }: ServerPodRequest): Env {
  const read = (key: string): Env[string] => ({ kind: 'config-map', configMap: { name: configMap }, key });
  return Object.fromEntries((configuration?.variables ?? []).map((name) => [name, read(name)]));
}

function joinEnv(ours: Env, configured: Env, theirs: Env, notes: Notes): Env | undefined {
  const clash = (property: string, name: string, message: string, fix: string): void => {
    notes.issue({ code: 'serving/env-clash', property, given: printGiven(name), message, fix });
  };
  for (const [prop, env] of [
    ['config.env', configured],
    ['env', theirs],
  ] as const) {
    for (const name of Object.keys(env).filter((name) => Object.hasOwn(ours, name))) {
      clash(`${prop}.${name}`, name, 'is set already by the runtime', "the runtime's own prop for it, and no variable");
    }
  }
  for (const name of Object.keys(theirs).filter((name) => Object.hasOwn(configured, name))) {
    clash(`env.${name}`, name, 'is set already by config.env', 'the variable in one of the two');
  }
  const joined = { ...ours, ...configured, ...theirs };
  return Object.keys(joined).length === 0 ? undefined : joined;
}
