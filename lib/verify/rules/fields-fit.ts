import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { checkFields, type Misfit } from '../schema/check-fields';
import { customBooks, type CustomBook } from '../schema/custom-books';
import { describeMisfit, type Judged } from '../schema/describe-misfit';
import type { FieldBook } from '../schema/field-book';
import { kubernetesBook } from '../schema/kubernetes-book';
import { Release } from '../schema/release';
import type { PlainRecord } from '../untrusted';

const podSpec = 'core/v1/PodSpec';

const kubernetes: CustomBook = {
  product: 'Kubernetes',
  book: kubernetesBook,
  releaseIn: (cluster) => cluster.kubernetes,
};

/** Objects have the fields of their kind, and these hold what they take. */
export const fieldsFit: Rule = {
  name: 'fields-fit',
  summary: 'objects have no fields but those of their kind, each of its type, and all that their kind requires',
  source:
    'OpenAPI v3 of kube-apiserver 1.34.4 and 1.36.3, and what these refuse; the API references of custom resources',
  yields: true,
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const ofKubernetes = new Judge(kubernetes, inventory, found);
    const judges = new Map<string, Judge>();
    for (const { manifest, apiVersion, group, kind, metadata } of inventory.objects) {
      const custom = customBooks.get(group);
      if (custom === undefined && ofKubernetes.check(manifest, apiVersion, kind)) continue;
      ofKubernetes.checkPart('meta/v1/ObjectMeta', metadata, manifest, 'metadata');
      if (custom === undefined) continue;
      let judge = judges.get(group);
      if (judge === undefined) judges.set(group, (judge = new Judge(custom, inventory, found)));
      judge.check(manifest, apiVersion, kind);
    }
    checkPods(inventory, found, ({ owner: { manifest }, pod, podPath }) => {
      ofKubernetes.checkPart(podSpec, pod, manifest, podPath);
    });
    return found;
  },
};

/** Holds objects to the fields of one product. */
class Judge {
  private readonly judged: Judged;
  private readonly book: FieldBook;
  private readonly takesEmpty: boolean;
  private readonly found: RuleFinding[];

  constructor(custom: CustomBook, { cluster }: Inventory, found: RuleFinding[]) {
    this.book = custom.book();
    const { versions } = this.book;
    const release = new Release(versions, cluster === undefined ? undefined : custom.releaseIn(cluster));
    this.judged = { product: custom.product, versions, release };
    this.takesEmpty = custom !== kubernetes;
    this.found = found;
  }

  /** Says whether the kind is known. */
  check(manifest: Manifest, apiVersion: string, kind: string): boolean {
    const known = this.book.kindOf(apiVersion, kind);
    // Where it is not known whether the release has the kind, it has these fields if it does.
    if (known === undefined || this.judged.release.presenceOf(known.since) === 'absent') return false;
    this.checkPart(known.definition, manifest, manifest, '');
    return true;
  }

  checkPart(definition: string, part: PlainRecord, manifest: Manifest, path: string): void {
    const { book, takesEmpty, judged } = this;
    const report = (misfit: Misfit): void => {
      this.found.push(describeMisfit(misfit, manifest, path, judged));
    };
    // Pods are looked at by themselves, alike ones once.
    const leaveOut = definition === podSpec ? undefined : podSpec;
    checkFields({ book, release: judged.release, leaveOut, takesEmpty, report }, definition, part);
  }
}
