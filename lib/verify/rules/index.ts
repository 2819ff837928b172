import type { Rule } from '../rule';
import { accessModesFit } from './access-modes-fit';
import { addressesValid } from './addresses-valid';
import { budgetsDrain } from './budgets-drain';
import { claimsShared } from './claims-shared';
import { dataReads } from './data-reads';
import { devicePluginsOnce } from './device-plugins-once';
import { devicePluginsReach } from './device-plugins-reach';
import { environmentReads } from './environment-reads';
import { fieldsFit } from './fields-fit';
import { fieldsGiven } from './fields-given';
import { filesStayInVolumes } from './files-stay-in-volumes';
import { fitsTogether } from './fits-together';
import { graceCoversPreStop } from './grace-covers-pre-stop';
import { groupsWhole } from './groups-whole';
import { httpRoutesValid } from './http-routes-valid';
import { hugePagesAsked } from './huge-pages-asked';
import { identitiesInjected } from './identities-injected';
import { jobSetsValid } from './job-sets-valid';
import { jobsValid } from './jobs-valid';
import { kindsServed } from './kinds-served';
import { labelsInTime } from './labels-in-time';
import { loadingAwaited } from './loading-awaited';
import { kindsKnown } from './kinds-known';
import { memoryVolumesFit } from './memory-volumes-fit';
import { metricsHaveRequests } from './metrics-have-requests';
import { mountsNest } from './mounts-nest';
import { mountsResolve } from './mounts-resolve';
import { namesResolve } from './names-resolve';
import { namesValid } from './names-valid';
import { needsCluster } from './needs-cluster';
import { networkPoliciesHold } from './network-policies-hold';
import { noDuplicates } from './no-duplicates';
import { nodesAwaited } from './nodes-awaited';
import { oneOwnerOfReplicas } from './one-owner-of-replicas';
import { placementValid } from './placement-valid';
import { plainTextSecret } from './plain-text-secret';
import { podNamesPlain } from './pod-names-plain';
import { podSecurity } from './pod-security';
import { podsSchedulable } from './pods-schedulable';
import { portsAgree } from './ports-agree';
import { portsApart } from './ports-apart';
import { probesValid } from './probes-valid';
import { processesMatchGpus } from './processes-match-gpus';
import { quantitiesValid } from './quantities-valid';
import { queuesAdmit } from './queues-admit';
import { ranksMeet } from './ranks-meet';
import { referencesNamed } from './references-named';
import { referencesResolve } from './references-resolve';
import { restartPolicyFits } from './restart-policy-fits';
import { rolloutMoves } from './rollout-moves';
import { routesApart } from './routes-apart';
import { routesAttach } from './routes-attach';
import { scaledObjectsHold } from './scaled-objects-hold';
import { schedulesValid } from './schedules-valid';
import { securityContext } from './security-context';
import { selectorsMatch } from './selectors-match';
import { selectorsValid } from './selectors-valid';
import { sharedMemoryGiven } from './shared-memory-given';
import { signalsArrive } from './signals-arrive';
import { sizesFit } from './sizes-fit';
import { slicesApart } from './slices-apart';
import { somebodyLetIn } from './somebody-let-in';
import { trafficPasses } from './traffic-passes';
import { triggersTell } from './triggers-tell';
import { usageTells } from './usage-tells';
import { volcanoJobsValid } from './volcano-jobs-valid';

/** The rules that this library brings, in the order in which their findings about one object are given. */
export const builtInRules: readonly Rule[] = [
  kindsKnown,
  fieldsFit,
  fieldsGiven,
  namesValid,
  podNamesPlain,
  referencesNamed,
  selectorsValid,
  noDuplicates,
  quantitiesValid,
  addressesValid,
  accessModesFit,
  sizesFit,
  dataReads,
  environmentReads,
  securityContext,
  podSecurity,
  restartPolicyFits,
  jobsValid,
  jobSetsValid,
  volcanoJobsValid,
  schedulesValid,
  probesValid,
  loadingAwaited,
  graceCoversPreStop,
  signalsArrive,
  memoryVolumesFit,
  sharedMemoryGiven,
  hugePagesAsked,
  processesMatchGpus,
  slicesApart,
  mountsResolve,
  mountsNest,
  filesStayInVolumes,
  referencesResolve,
  queuesAdmit,
  identitiesInjected,
  selectorsMatch,
  portsAgree,
  portsApart,
  routesApart,
  httpRoutesValid,
  routesAttach,
  networkPoliciesHold,
  somebodyLetIn,
  trafficPasses,
  namesResolve,
  rolloutMoves,
  claimsShared,
  oneOwnerOfReplicas,
  scaledObjectsHold,
  triggersTell,
  metricsHaveRequests,
  usageTells,
  budgetsDrain,
  plainTextSecret,
  kindsServed,
  needsCluster,
  placementValid,
  ranksMeet,
  groupsWhole,
  labelsInTime,
  nodesAwaited,
  devicePluginsReach,
  devicePluginsOnce,
  podsSchedulable,
  fitsTogether,
];
