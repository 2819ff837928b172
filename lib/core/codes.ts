/**
 * Every code that an issue of this library can carry, with what it means. The set is closed and part of the public
 * contract: `docs/errors.md` is held equal to it by a test.
 */
export const issueCodes = {
  'core/invalid-quantity': 'a quantity is not one that Kubernetes can read',
  'core/invalid-duration': 'a duration is not a number with a unit',
  'core/invalid-percent': 'a percentage is not a number followed by %',
  'core/invalid-name': 'a name is not one that the API server accepts for that kind',
  'core/deferred-outside-pulumi': 'a value known only at deployment reached a manifest written to a file',
  'image/invalid-reference': 'an image is not named in a way that a container runtime can read',
  'image/not-pinned': 'an image has no digest, and nobody said why',
  'image/unpinned-without-reason': 'an image is unpinned for no given reason',
  'data/credential-literal': 'a literal looks like a credential and would stand in plain text',
  'data/no-such-key': 'a key is read that the Secret or ConfigMap is not declared to hold',
  'workload/argument-clash': 'an argument sets a flag that the runtime sets too',
  'workload/invalid-mount-path': 'a path is not one where a volume can be mounted',
  'workload/root-user': 'a pod would run as root',
  'workload/volume-clash': 'two different volumes of a pod have one name',
  'serving/claim-not-shared': 'more replicas than a volume can be mounted by',
  'serving/claim-stops-rollout': 'a rollout starts pods that cannot mount a volume which the old ones hold',
  'serving/configuration-clash': 'two files or variables of a configuration would be one key',
  'serving/env-clash': 'a variable is set by the runtime and by the user',
  'serving/invalid-host': 'a host is not a DNS name',
  'serving/invalid-model-name': 'the name of a model cannot stand in a URL and a path',
  'serving/invalid-replicas': 'a number of replicas is none',
  'serving/invalid-rollout': 'a share of pods is neither a number nor a percentage',
  'serving/invalid-target': 'an autoscaler has a target that it cannot aim at',
  'serving/min-exceeds-max': 'an autoscaler has a minimum above its maximum',
  'serving/second-exposure': 'a second way in has the name of the first',
  'app/cannot-render': 'an object could not be turned into a manifest',
  'app/dependency-cycle': 'objects or charts depend on each other in a circle',
  'app/validation': "a construct's own validation failed",
  'verify/rollout-cannot-move': 'a rolling update can neither add a pod nor take one away',
} as const;

/** A code of this library. */
export type IssueCode = keyof typeof issueCodes;
