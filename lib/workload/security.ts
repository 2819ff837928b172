import type { Decision, Default, Notes } from '../core';
import type { ExtendedResource } from '../hardware';
import { decided, reasonOf } from './platform-decision';
import type { Platform } from './platform-defaults';
import type { ContainerSecurityContext, PodSecurityContext } from './pod-template';

/** Which user a pod runs as, and whether it may write to its image's file system. */
export interface Security {
  /** A numeric id above 0. Images that name their user need it, since `runAsNonRoot` cannot judge a name. */
  readonly user?: number | undefined;
  /** A numeric id; also owns the pod's volumes. */
  readonly group?: number | undefined;
  readonly rootFilesystem?:
    { readonly kind: 'read-only' } | { readonly kind: 'writable'; readonly reason: string } | undefined;
}

/** The user that a server's image expects, with the reason. */
export interface ServerUser {
  readonly user: number;
  readonly group: number;
  readonly reason: string;
  readonly source?: string | undefined;
}

const podSecurity = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted';

/** The pod's half of Pod Security `restricted`. */
export function renderPodSecurity(
  given: Security,
  image: ServerUser,
  platform: Platform,
  notes: Notes,
): PodSecurityContext {
  const expected = userOnPlatform(image, platform);
  if (given.user === 0) {
    notes.issue({
      code: 'workload/root-user',
      property: 'security.user',
      given: '0',
      message: 'is root, which Pod Security restricted refuses',
      fix: `security: { user: ${image.user} }, and an image whose files that user can read`,
    });
  }
  const user = expected === undefined ? given.user : notes.choose(given.user, userOf(expected));
  const group = expected === undefined ? given.group : notes.choose(given.group, groupOf(expected));
  if (user === undefined || group === undefined) notes.decide(assignedUser(platform));
  notes.decide({
    field: 'pod securityContext.fsGroupChangePolicy',
    value: 'OnRootMismatch',
    reason: 'changing the owner of every file of a large model takes minutes at each start',
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    override: 'transformPod',
  });
  return {
    runAsNonRoot: notes.decide({
      field: 'pod securityContext.runAsNonRoot',
      value: true,
      reason: 'Pod Security restricted asks for it: the kubelet then refuses to start a container as root',
      source: podSecurity,
      override: 'transformPod',
    }),
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: notes.decide({
      field: 'pod securityContext.seccompProfile',
      value: { type: 'RuntimeDefault' as const },
      reason: 'Pod Security restricted asks for it',
      source: podSecurity,
      override: 'transformPod',
    }),
  };
}

/** The user that a server runs as: nobody where the platform assigns one, one of its own where it has some. */
function userOnPlatform(expected: ServerUser, platform: Platform): ServerUser | undefined {
  const { users } = platform.defaults;
  if (users === undefined) return expected;
  if (users.kind === 'assigned') return undefined;
  const isOwn = (id: number): boolean => id >= users.first && id < users.first + users.count;
  if (isOwn(expected.user) && isOwn(expected.group)) return expected;
  return { user: users.first, group: users.first, reason: reasonOf(platform, 'users') };
}

function userOf({ user, reason, source }: ServerUser): Default<number> {
  return { field: 'pod securityContext.runAsUser', value: user, reason, source, override: 'security.user' };
}

function groupOf({ group }: ServerUser): Default<number> {
  return {
    field: 'pod securityContext.runAsGroup, fsGroup',
    value: group,
    reason: 'one group runs the server and owns its volumes, so that it can read what is mounted',
    override: 'security.group',
  };
}

function assignedUser(platform: Platform): Decision {
  const field = 'pod securityContext.runAsUser, runAsGroup, fsGroup';
  return decided(platform, 'users', { field, value: null, override: 'security.user, security.group' });
}

/** A container's half of Pod Security `restricted`, and a root file system that nobody can change. */
export function renderContainerSecurity(
  container: string,
  property: string,
  rootFilesystem: Security['rootFilesystem'],
  notes: Notes,
  extended?: ExtendedResource,
): ContainerSecurityContext {
  const hasGpu = extended?.name.startsWith('nvidia.com/') === true;
  if (rootFilesystem?.kind === 'writable') {
    notes.waive({
      field: `container ${container} securityContext.readOnlyRootFilesystem`,
      value: false,
      reason: rootFilesystem.reason,
      override: property,
    });
  }
  const readOnly = notes.choose(rootFilesystem === undefined ? undefined : rootFilesystem.kind === 'read-only', {
    field: `container ${container} securityContext.readOnlyRootFilesystem`,
    value: !hasGpu,
    reason: hasGpu
      ? "NVIDIA's container toolkit writes into the root file system of a container that gets a GPU, which cannot start otherwise"
      : 'what cannot be written cannot be tampered with; writable paths are volumes',
    source: hasGpu
      ? 'https://github.com/kserve/kserve/pull/5711'
      : 'https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/',
    override: property,
  });
  return {
    allowPrivilegeEscalation: notes.decide({
      field: `container ${container} securityContext.allowPrivilegeEscalation`,
      value: false,
      reason: 'Pod Security restricted asks for it, and no model server needs to become another user',
      source: podSecurity,
      override: 'transformPod',
    }),
    readOnlyRootFilesystem: readOnly,
    capabilities: notes.decide({
      field: `container ${container} securityContext.capabilities`,
      value: { drop: ['ALL'] },
      reason: 'Pod Security restricted asks for it, and a server above port 1023 needs none',
      source: podSecurity,
      override: 'transformPod',
    }),
  };
}
