import { ApiObject, Chart } from 'cdk8s';
import { App, bindCluster, ConfigError, ModelService, targetCluster, unpinned, type Caller } from 'modelyard';
import { describe, expect, it } from 'vitest';

const web = { app: 'web' };
const callers: Caller = { kind: 'pods', namespace: 'clients', matchLabels: web };

const traefik = targetCluster({
  name: 'prod',
  cloud: 'other',
  kubernetes: '1.34',
  addOns: {
    ingressClasses: [{ name: 'traefik', controller: 'traefik.io/ingress-controller', from: { namespace: 'edge' } }],
  },
});

/** Lets the pods of a namespace out to one port only. */
function letOut(app: App, namespace: string, port: number): void {
  new ApiObject(new Chart(app, `policies-${namespace}`, { namespace }), 'egress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'egress' },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port }] }] },
  });
}

function chatIn(app: App, use: (service: ModelService) => void, id = 'models', cluster = traefik): void {
  const chart = new Chart(app, id, { namespace: 'models' });
  bindCluster(chart, cluster);
  const service = new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
    resources: { cpu: 1, memory: '1Gi' },
  });
  use(service);
}

/** What is said of traffic that is stopped. */
function stopped(app: App): readonly string[] {
  try {
    app.synthObjects();
    return [];
  } catch (error) {
    if (!ConfigError.is(error)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('the traffic that a ModelService is for', () => {
  it('comes from its callers, whose own policies are asked too', () => {
    const app = new App({ cluster: traefik });
    chatIn(app, (service) => {
      service.allowFrom(callers);
    });
    letOut(app, 'clients', 443);
    expect(stopped(app)).toEqual([
      'policies-clients/egress: keeps the pods app=web in namespace clients from port 8000 of the pods of Deployment models/chat, and no other policy lets them out: allowFrom lets them in',
    ]);
  });

  it('passes where they are let out', () => {
    const app = new App({ cluster: traefik });
    chatIn(app, (service) => {
      service.allowFrom(callers, { kind: 'addresses', cidr: '10.0.0.0/8' });
    });
    letOut(app, 'clients', 8000);
    expect(stopped(app)).toEqual([]);
  });

  it('comes from the controller of its Ingress', () => {
    const app = new App({ cluster: traefik });
    chatIn(app, (service) => {
      service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
    });
    letOut(app, 'edge', 443);
    expect(stopped(app)).toEqual([
      'policies-edge/egress: keeps the pods in namespace edge from port 8000 of the pods of Deployment models/chat, and no other policy lets them out: requests from outside of the cluster come from there',
    ]);
  });

  it('is asked of the policies of its own cluster alone', () => {
    const app = new App({ cluster: traefik });
    const other = targetCluster({ name: 'other', cloud: 'other', kubernetes: '1.34' });
    chatIn(
      app,
      (service) => {
        service.allowFrom(callers);
      },
      'elsewhere',
      other,
    );
    letOut(app, 'clients', 443);
    expect(stopped(app)).toEqual([]);
  });
});
