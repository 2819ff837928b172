import type { Resource } from '@pulumi/pulumi';
import {
  devicePluginConfigLabel,
  targetCluster,
  type AddOns,
  type NodePool,
  type TargetCluster,
  type TargetClusterProps,
} from '../hardware';
import { warn } from '../provider';
import type { InstalledAddOns } from './add-on-cluster';
import type { AddOnName } from './add-on-charts';

/** A cluster as plain data, which grows with each pool that is made for it, and with what is installed in it. */
export class DeclaredTarget {
  readonly #cluster: TargetClusterProps;
  readonly #pools: NodePool[];
  readonly #madeAs: Map<string, string> = new Map();
  readonly #installed: InstalledAddOns[] = [];
  readonly #nodes: Resource[] = [];
  #isRead = false;

  constructor(cluster: TargetClusterProps) {
    this.#cluster = cluster;
    this.#pools = (cluster.nodePools ?? []).map(plainly);
  }

  get pools(): readonly NodePool[] {
    return [...this.#pools];
  }

  /** What is in the cluster: what was declared, and what was installed by now. */
  get addOns(): AddOns {
    return this.#installed.reduce((all, { addOns }) => mergeAddOns(all, addOns), this.#cluster.addOns ?? {});
  }

  get installed(): readonly AddOnName[] {
    return this.#installed.flatMap(({ names }) => names);
  }

  installerOf(name: AddOnName): string | undefined {
    return this.#installed.find(({ names }) => names.includes(name))?.by;
  }

  callPool({ name }: NodePool): string {
    return this.#madeAs.get(name) ?? `the pool ${name}`;
  }

  /** The pools that were made so far, as far as they are to be waited for. */
  get neededByAddOns(): readonly Resource[] {
    return [...this.#nodes];
  }

  get neededByCharts(): readonly Resource[] {
    return [...this.#nodes, ...this.#installed.flatMap(({ neededByCharts }) => neededByCharts)];
  }

  /** The cluster with the pools and the add-ons that there are by now. */
  read(): TargetCluster {
    this.#isRead = true;
    const { customResources } = this.#cluster;
    const installed = {
      customResources: this.#installed.flatMap((each) => each.customResources),
      namespaces: [...new Set(this.#installed.flatMap((each) => each.namespaces))],
    };
    return targetCluster({
      ...this.#cluster,
      nodePools: this.pools,
      addOns: this.addOns,
      // Where nobody said which kinds there are, ours alone would say that there are no others.
      ...(customResources && { customResources: [...customResources, ...installed.customResources] }),
      ...(this.#installed.length > 0 && { installed }),
    });
  }

  /** Adds a pool, and says aloud where somebody has looked already, who will not know of it. */
  add(pool: NodePool, madeAs: string | undefined, cluster: Resource, nodes?: Resource): void {
    this.#pools.push(plainly(pool));
    if (nodes !== undefined) this.#nodes.push(nodes);
    if (madeAs !== undefined) this.#madeAs.set(pool.name, madeAs);
    const called = this.callPool(pool);
    if (pool.manager === 'eks-karpenter' || pool.manager === 'aks-karpenter') {
      this.#warnOfKarpenters(pool, called, cluster);
      return;
    }
    if (this.#installed.length > 0) {
      const owners = this.#installed.map(({ by }) => by).join(', ');
      warn(`${called} was made after ${owners}, where nothing is known of it: make pools first`, cluster);
    }
    if (!this.#isRead) return;
    warn(`charts that were made before ${called} do not know of it: make pools first`, cluster);
  }

  /** These come after Karpenter and by charts; the device plugin serves them too, as it has what whole GPUs need at any rate. */
  #warnOfKarpenters(pool: NodePool, called: string, cluster: Resource): void {
    if (!(devicePluginConfigLabel in pool.labels) || this.installed.includes('device-plugin')) return;
    const fix = "devicePlugin: {} of AddOns, or devicePlugin: 'gpu-operator' or 'yourself' of the pool";
    warn(
      `nobody who is known of installs the device plugin in ${called}, whose GPUs no pod gets: write ${fix}`,
      cluster,
    );
  }

  /** Adds what was installed, and says aloud where charts were made before, which do not wait for it. */
  addInstalled(installed: InstalledAddOns, cluster: Resource): void {
    this.#installed.push(installed);
    if (!this.#isRead) return;
    const names = installed.names.join(', ');
    warn(`charts that were made before ${names} neither know of it nor wait for it: make add-ons first`, cluster);
  }
}

/** A pool of Karpenter is a construct, which no output of a stack could hold: what it is to pods is its plain data. */
function plainly(pool: NodePool & { readonly toJSON?: () => NodePool }): NodePool {
  return pool.toJSON?.() ?? pool;
}

function mergeAddOns(known: AddOns, installed: AddOns): AddOns {
  const { gateways, ingressClasses, ...rest } = installed;
  return {
    ...known,
    ...rest,
    ...(gateways && { gateways: [...(known.gateways ?? []), ...gateways] }),
    ...(ingressClasses && { ingressClasses: [...(known.ingressClasses ?? []), ...ingressClasses] }),
  };
}
