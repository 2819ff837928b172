import { printGiven, type IssueDetails, type Notes } from '../core';
import { minorVersion, type TargetCluster } from '../hardware';
import type { MountedVolume, PodOptions } from '../workload';

/** The volumes of a service, by who brings them: those of its model are judged where that is found. */
export interface VolumesToJudge extends Pick<PodOptions, 'sidecars' | 'initContainers'> {
  readonly volumes?: readonly MountedVolume[] | undefined;
  /** What the server mounts by itself. */
  readonly ofServer: readonly MountedVolume[];
}

/** Notes each image that is to be mounted as a volume in a cluster that mounts none. */
export function judgeImageVolumes(given: VolumesToJudge, cluster: TargetCluster | undefined, notes: Notes): void {
  const { ofServer, volumes = [], sidecars = [], initContainers = [] } = given;
  const judge = (property: string, mounted: readonly MountedVolume[] = []): void => {
    for (const { name, from } of mounted) {
      if (from.kind !== 'image') continue;
      judgeImageVolume(
        {
          property: `${property}.${name}`,
          given: printGiven(from.kind),
          fix: "Kubernetes 1.35, or another volume, such as from: { kind: 'claim', claim }",
        },
        cluster,
        notes,
      );
    }
  };
  judge('runtime', ofServer);
  judge('volumes', volumes);
  sidecars.forEach((one, index) => judge(`sidecars[${index}].volumes`, one.volumes));
  initContainers.forEach((one, index) => judge(`initContainers[${index}].volumes`, one.volumes));
}

/**
 * Notes an image as a volume where the cluster mounts none, or where it is not known whether it does.
 *
 * The feature gate ImageVolume came in 1.31 and is on unless it is turned off from 1.35 on. Between them it is on where
 * somebody has turned it on, which takes a control plane of one's own.
 *
 * Source: pkg/features/kube_features.go of Kubernetes 1.34.4, 1.35.4 and 1.36.1 (`ImageVolume`: 1.31 alpha, off; 1.33 beta,
 * off; 1.35 beta, on; 1.36 always on).
 */
export function judgeImageVolume(
  at: Required<Pick<IssueDetails, 'property' | 'given' | 'fix'>>,
  cluster: TargetCluster | undefined,
  notes: Notes,
): void {
  const minor = minorVersion(cluster?.kubernetes);
  if (minor !== undefined && minor >= 35) return;
  const named = `cluster ${cluster?.name ?? ''} is ${cluster?.kubernetes ?? ''}`;
  if (minor === undefined) {
    notes.notKnown({
      ...at,
      code: 'serving/not-known-image-volumes',
      message: 'no target cluster is declared that would say whether its Kubernetes has them',
    });
  } else if (cluster?.cloud === 'other' && minor >= 31) {
    notes.notKnown({
      ...at,
      code: 'serving/not-known-image-volumes',
      message: `before 1.35 Kubernetes has them where the feature gate ImageVolume is on, and ${named}`,
    });
  } else {
    notes.issue({
      ...at,
      code: 'serving/no-image-volumes',
      message: `Kubernetes has them on from 1.35 on, and ${named}`,
    });
  }
}
