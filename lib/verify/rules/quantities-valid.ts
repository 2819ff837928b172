import { compareQuantities, parseQuantity, printGiven, type Quantity } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord, isSet, pathOfKey, type PlainRecord } from '../untrusted';

/** Amounts are ones that Kubernetes can read and hold. */
export const quantitiesValid: Rule = {
  name: 'quantities-valid',
  summary: 'amounts of CPU, memory, storage and devices can be read, and no request exceeds its limit',
  source: 'kubernetes 1.34 apimachinery pkg/api/resource and pkg/apis/core/validation validateResourceRequirements',
  check(inventory: Inventory): readonly RuleFinding[] {
    const quantities = new Quantities();
    checkPods(inventory, quantities.found, (template) => {
      quantities.checkPod(template);
    });
    for (const claim of inventory.ofKind('', 'PersistentVolumeClaim')) quantities.checkClaim(claim, claim.spec, 'spec');
    for (const set of inventory.ofKind('apps', 'StatefulSet')) {
      asArray(set.spec['volumeClaimTemplates']).forEach((claim, index) => {
        quantities.checkClaim(set, asRecord(asRecord(claim)['spec']), `spec.volumeClaimTemplates[${index}].spec`);
      });
    }
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) quantities.checkMetrics(scaler);
    return quantities.found;
  },
};

const nano = 1_000_000_000n;
const mebibyte = 1_048_576n * nano;

class Quantities {
  readonly found: RuleFinding[] = [];
  // The same few amounts stand in thousands of containers.
  private readonly read = new Map<string, Quantity | undefined>();

  checkPod({ owner, pod, podPath, containers }: PodTemplate): void {
    for (const container of containers) this.checkContainer(owner, container);
    if (isRecord(pod['resources'])) this.checkResources(owner, pod['resources'], `${podPath}.resources`);
    asArray(pod['volumes']).forEach((volume, index) => {
      const { sizeLimit } = asRecord(asRecord(volume)['emptyDir']);
      if (isSet(sizeLimit)) this.checkBytes(owner, `${podPath}.volumes[${index}].emptyDir.sizeLimit`, sizeLimit);
    });
  }

  checkClaim(owner: ManifestObject, spec: PlainRecord, path: string): void {
    const { storage } = asRecord(asRecord(spec['resources'])['requests']);
    const place = `${path}.resources.requests.storage`;
    if (!isSet(storage)) {
      this.report(
        owner,
        place,
        undefined,
        'a claim needs the amount of storage that it asks for',
        'an amount such as 10Gi',
      );
      return;
    }
    const amount = this.checkBytes(owner, place, storage);
    if (amount?.nanos === 0n) this.report(owner, place, storage, 'must be more than 0', 'an amount such as 10Gi');
  }

  checkMetrics(scaler: ManifestObject): void {
    asArray(scaler.spec['metrics']).forEach((item, index) => {
      const metric = asRecord(item);
      for (const source of ['containerResource', 'external', 'object', 'pods', 'resource']) {
        const target = asRecord(asRecord(metric[source])['target']);
        for (const field of ['averageValue', 'value']) {
          if (!isSet(target[field])) continue;
          const path = `spec.metrics[${index}].${source}.target.${field}`;
          const amount = this.parse(scaler, path, target[field]);
          if (amount !== undefined && amount.nanos <= 0n) {
            this.report(scaler, path, target[field], 'must be more than 0', 'the amount that one pod can carry');
          }
        }
      }
    });
  }

  private checkContainer(owner: ManifestObject, { definition, path }: ContainerDefinition): void {
    if (isRecord(definition['resources'])) this.checkResources(owner, definition['resources'], `${path}.resources`);
  }

  private checkResources(owner: ManifestObject, resources: PlainRecord, path: string): void {
    const requests = this.checkAmounts(owner, resources['requests'], `${path}.requests`);
    const limits = this.checkAmounts(owner, resources['limits'], `${path}.limits`);
    for (const [name, request] of requests) {
      const limit = limits.get(name);
      const place = pathOfKey(`${path}.requests`, name);
      const given = asRecord(resources['requests'])[name];
      if (limit !== undefined) {
        const order = compareQuantities(request, limit);
        if (order === 0) continue;
        const limitGiven = printGiven(asRecord(resources['limits'])[name]);
        if (isCountable(name)) {
          this.report(
            owner,
            place,
            given,
            `must equal the limit, ${limitGiven}: devices and huge pages cannot be promised twice`,
            limitGiven,
          );
        } else if (order > 0) {
          this.report(
            owner,
            place,
            given,
            `more than the limit, ${limitGiven}`,
            `${limitGiven} or less, or a higher limit`,
          );
        }
      } else if (isCountable(name) && !isSet(asRecord(resources['limits'])[name])) {
        this.report(
          owner,
          place,
          given,
          'needs a limit of the same amount: devices and huge pages cannot be promised twice',
          'limits with the same amount',
        );
      }
    }
  }

  private checkAmounts(owner: ManifestObject, list: unknown, path: string): ReadonlyMap<string, Quantity> {
    const amounts = new Map<string, Quantity>();
    if (!isRecord(list)) return amounts;
    for (const name of Object.keys(list)) {
      const given = list[name];
      if (!isSet(given)) continue;
      const place = pathOfKey(path, name);
      if (!isOfContainers(name)) {
        const message = 'no resource of containers: those of Kubernetes are cpu, memory and ephemeral-storage';
        this.report(owner, place, name, message, 'the name of a device with its domain, such as nvidia.com/gpu');
        continue;
      }
      const amount = isBytes(name) ? this.checkBytes(owner, place, given) : this.checkAmount(owner, place, given);
      if (amount === undefined) continue;
      amounts.set(name, amount);
      if (isDevice(name) && amount.nanos % nano !== 0n) {
        this.report(
          owner,
          place,
          given,
          'must be a whole number: a device cannot be shared out in parts',
          'a whole number',
        );
      }
    }
    return amounts;
  }

  private checkBytes(owner: ManifestObject, path: string, given: unknown): Quantity | undefined {
    const amount = this.checkAmount(owner, path, given);
    // From 1Mi on it is how the API server itself writes a fraction, such as 1288490188800m for 1.2Gi.
    if (amount === undefined || amount.nanos >= mebibyte || !/[1-9].*m$/.test(String(given))) return amount;
    const meant = String(given).replace(/m$/, 'Mi');
    this.report(owner, path, given, 'm means thousandths, here of a byte', meant);
    return amount;
  }

  private checkAmount(owner: ManifestObject, path: string, given: unknown): Quantity | undefined {
    const amount = this.parse(owner, path, given);
    if (amount !== undefined && amount.nanos < 0n)
      this.report(owner, path, given, 'must not be negative', 'an amount of 0 or more');
    return amount;
  }

  private parse(owner: ManifestObject, path: string, given: unknown): Quantity | undefined {
    // The API server takes numbers too, and trims blanks off, and nothing else.
    const text =
      typeof given === 'number' ? String(given) : typeof given === 'string' ? given.replace(/^ +| +$/g, '') : '';
    if (!this.read.has(text)) this.read.set(text, parseQuantity(text));
    const amount = this.read.get(text);
    if (amount === undefined)
      this.report(
        owner,
        path,
        given,
        'not an amount that Kubernetes can read',
        'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti',
      );
    return amount;
  }

  private report({ manifest }: ManifestObject, path: string, given: unknown, message: string, fix: string): void {
    const value = given === undefined ? {} : { given: printGiven(given) };
    this.found.push({ code: 'verify/invalid-quantity', severity: 'error', manifest, path, ...value, message, fix });
  }
}

const standard = ['cpu', 'ephemeral-storage', 'memory'];

function isBytes(resource: string): boolean {
  return resource === 'memory' || resource === 'ephemeral-storage';
}

/** Devices and huge pages are counted, and not shared. */
function isCountable(resource: string): boolean {
  return resource.startsWith('hugepages-') || isDevice(resource);
}

function isDevice(resource: string): boolean {
  return resource.includes('/') && !resource.includes('kubernetes.io/');
}

function isOfContainers(resource: string): boolean {
  return resource.includes('/') || resource.startsWith('hugepages-') || standard.includes(resource);
}
