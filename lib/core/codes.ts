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
  'app/cannot-render': 'an object could not be turned into a manifest',
  'app/dependency-cycle': 'objects or charts depend on each other in a circle',
  'app/validation': "a construct's own validation failed",
  'verify/rollout-cannot-move': 'a rolling update can neither add a pod nor take one away',
} as const;

/** A code of this library. */
export type IssueCode = keyof typeof issueCodes;
