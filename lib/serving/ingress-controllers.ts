import { parseDuration, wholeSeconds, type Deferrable, type Notes } from '../core';
import type { ServerDescription } from './runtime';

type Annotations = Readonly<Record<string, Deferrable<string>>>;

/** An annotation that a controller reads, and why it stands there. */
interface Setting {
  readonly annotation: string;
  readonly value: string;
  readonly reason: string;
  readonly source: string;
}

/** How a controller sends requests to pods. */
export interface IngressController {
  /** Whether requests come from pods of the controller, and not from a load balancer outside of the cluster. */
  readonly forwards: boolean;
  readonly settings: (server: ServerDescription, given: Annotations) => readonly Setting[];
}

/** Seconds for which a model may be silent while it computes; proxies give up after a minute. */
const silence = 600;
/** What an Application Load Balancer can be told at most. */
const longestOfAlb = 4000;

const albAttributes = 'alb.ingress.kubernetes.io/load-balancer-attributes';
const albAnnotations =
  'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/';

const alb: IngressController = {
  forwards: false,
  settings: (server, given) => [
    {
      annotation: 'alb.ingress.kubernetes.io/target-type',
      value: 'ip',
      reason: 'the default, instance, needs a Service that opens a port on every node; ours does not',
      source: albAnnotations,
    },
    ...healthSettings(server),
    // The Ingresses of a group share one load balancer, and must say the same of it.
    ...('alb.ingress.kubernetes.io/group.name' in given
      ? []
      : [
          {
            annotation: albAttributes,
            value: `idle_timeout.timeout_seconds=${Math.min(longestOfAlb, longestSilence(server))}`,
            reason:
              'after a minute without a byte the load balancer answers 504 itself, and a model that computes is silent',
            source:
              'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
          },
        ]),
  ],
};

/** The load balancer asks pods by itself, whatever their probes ask. */
function healthSettings({ health, ports: [first, ...others] }: ServerDescription): readonly Setting[] {
  const port = others.find(({ name }) => name === health.port);
  const path: Setting = {
    annotation: 'alb.ingress.kubernetes.io/healthcheck-path',
    value: health.ready,
    reason:
      'the load balancer asks for / otherwise, which model servers answer with 404, and sends them no request then',
    source: albAnnotations,
  };
  if (port === undefined || health.port === first.name) return [path];
  const annotation = 'alb.ingress.kubernetes.io/healthcheck-port';
  const reason = `that is where the server says whether it is ready, and not on ${first.name}`;
  return [path, { annotation, value: String(port.port), reason, source: albAnnotations }];
}

const nginxAnnotations = 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/';

const nginx: IngressController = {
  forwards: true,
  settings: (server) => [
    ...(['read', 'send'] as const).map((direction) => ({
      annotation: `nginx.ingress.kubernetes.io/proxy-${direction}-timeout`,
      value: String(longestSilence(server)),
      reason: 'after a minute without a byte nginx gives up, and a model that computes is silent',
      source: nginxAnnotations,
    })),
    {
      annotation: 'nginx.ingress.kubernetes.io/proxy-body-size',
      value: '100m',
      reason: 'nginx answers 413 to a body of more than a megabyte, which images and audio have',
      source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
    },
    {
      annotation: 'nginx.ingress.kubernetes.io/proxy-buffering',
      value: 'off',
      reason: 'an answer that streams reaches its reader piece by piece only where nginx does not gather it first',
      source: nginxAnnotations,
    },
  ],
};

/** The controller of an IngressClass, by the name that the class gives it; nothing where we do not know it. */
export function controllerOf(name: string | undefined): IngressController | undefined {
  if (name === 'ingress.k8s.aws/alb') return alb;
  // AKS' application routing runs ingress-nginx under names of its own (Azure/aks-app-routing-operator).
  const isNginx = name === 'k8s.io/ingress-nginx' || name?.startsWith('webapprouting.kubernetes.azure.com/nginx');
  return isNginx === true ? nginx : undefined;
}

/** How long no byte may come: at least as long as the runtime gives requests under way. */
function longestSilence({ drain }: ServerDescription): number {
  // What is wrong with the duration is noted where the pod is planned.
  return Math.max(silence, wholeSeconds(parseDuration(drain) ?? 0));
}

/**
 * The annotations of an Ingress: what its controller needs in order to find pods and wait for a model, and what the user
 * gave, which goes first.
 */
export function annotationsFor(
  ingress: string,
  controller: IngressController | undefined,
  server: ServerDescription,
  given: Annotations,
  notes: Notes,
): Annotations {
  const ours = (controller?.settings(server, given) ?? []).filter(({ annotation }) => !(annotation in given));
  const decided = ours.map(({ annotation, value, reason, source }) => {
    const field = `Ingress ${ingress} annotation ${annotation}`;
    return [annotation, notes.decide({ field, value, reason, source, override: 'exposeVia.annotations' })] as const;
  });
  return { ...Object.fromEntries(decided), ...given };
}
