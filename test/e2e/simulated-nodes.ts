import { waitFor, type Cluster } from '../../lib/testing';
import { SimulatedNodes } from '../../lib/testing/cluster/simulated-nodes';
import { asArray, asRecord } from '../../lib/verify';
import { need } from '../../lib/testing/cluster/requests';

/** Nodes on which KWOK pretends that pods run; `undefined` where a new one does not become ready. */
export async function nodesOfKwok(cluster: Cluster): Promise<SimulatedNodes | undefined> {
  const nodes = new SimulatedNodes(cluster, 'kwok');
  await nodes.add('probe', { labels: {}, taints: [], allocatable: {} });
  try {
    await nodes.becomeReady({ within: '20s' });
    return nodes;
  } catch {
    return undefined;
  } finally {
    await nodes.remove();
  }
}

/** Removes everything of a namespace that makes pods, and the pods: until they are gone they keep their GPUs. */
export async function leave(cluster: Cluster, namespace: string): Promise<void> {
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  for (const kind of ['deployments', 'statefulsets', 'replicasets']) {
    await need(cluster, { method: 'DELETE', path: `${apps}/${kind}?propagationPolicy=Background` });
  }
  await waitFor(`the pods of ${namespace} to go`, async () => {
    await need(cluster, { method: 'DELETE', path: `${pods}?gracePeriodSeconds=0` });
    const { length } = asArray(asRecord(await need(cluster, { method: 'GET', path: pods }))['items']);
    if (length > 0) throw new Error(`${length} are still there`);
  });
}
