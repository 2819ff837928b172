import type { FieldTable } from './field-table';

/** What LeaderWorkerSet takes; the pods in it are held to what Kubernetes takes. */
export const leaderWorkerSetFields: FieldTable = {
  source:
    'https://lws.sigs.k8s.io/docs/reference/leaderworkerset.v1/; sigs.k8s.io/lws 0.7.0, 0.8.0 and 0.9.0 api/leaderworkerset/v1',
  date: '2026-11-22',
  versions: ['0.7', '0.8', '0.9'],
  kinds: `
leaderworkerset.x-k8s.io/v1/LeaderWorkerSet LeaderWorkerSet
`,
  definitions: `
LeaderWorkerSet apiVersion:string kind:string metadata:any spec:#LeaderWorkerSetSpec status:any
LeaderWorkerSetSpec leaderWorkerTemplate:#LeaderWorkerTemplate! networkConfig:#NetworkConfig replicas:int64(0..1000000) rolloutStrategy:#RolloutStrategy startupPolicy:=LeaderCreated|LeaderReady
LeaderWorkerTemplate leaderTemplate:#PodTemplateSpec persistentVolumeClaimRetentionPolicy@0.8:any restartPolicy:=Default|RecreateGroupOnPodRestart|RecreateGroupAfterStart@0.9|None size:int64 subGroupPolicy:#SubGroupPolicy volumeClaimTemplates@0.8:any workerTemplate:#PodTemplateSpec!
PodTemplateSpec metadata:#TemplateMetadata spec:any
TemplateMetadata annotations:{}string finalizers:[]string labels:{}string name:string namespace:string
SubGroupPolicy subGroupPolicyType:=LeaderWorker|LeaderExcluded subGroupSize:int64
NetworkConfig subdomainPolicy:=Shared|UniquePerReplica!
RolloutStrategy rollingUpdateConfiguration:#RollingUpdateConfiguration type:=RollingUpdate
RollingUpdateConfiguration maxSurge:integer-or-string maxUnavailable:integer-or-string partition:int64
`,
};
