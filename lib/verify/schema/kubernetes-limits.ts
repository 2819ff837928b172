/**
 * What the API server asks of fields beyond their types, in the notation of `readDefinition`: ranges, forms, and texts
 * that its OpenAPI does not list. A definition of its own is one of a place that is held to less. The suite e2e mutations holds it to a real server.
 *
 * Source: kubernetes 1.34 pkg/apis/core, apps, batch, autoscaling, networking, policy and rbac, each validation.
 */
export const kubernetesLimits = `
apps/v1/DaemonSetSpec minReadySeconds:int32(0..) revisionHistoryLimit:int32(0..)
apps/v1/DeploymentSpec minReadySeconds:int32(0..) progressDeadlineSeconds:int32(0..) replicas:int32(0..) revisionHistoryLimit:int32(0..)
apps/v1/ReplicaSetSpec minReadySeconds:int32(0..) replicas:int32(0..)
apps/v1/RollingUpdateStatefulSetStrategy partition:int32(0..)
apps/v1/StatefulSetOrdinals start:int32(0..)
apps/v1/StatefulSetSpec minReadySeconds:int32(0..) replicas:int32(0..) revisionHistoryLimit:int32(0..)
autoscaling/v1/HorizontalPodAutoscalerSpec maxReplicas:int32(1..) targetCPUUtilizationPercentage:int32(1..)
autoscaling/v2/CrossVersionObjectReference kind:path-segment name:path-segment
autoscaling/v2/HPAScalingPolicy periodSeconds:int32(1..1800) type:=Percent|Pods value:int32(1..)
autoscaling/v2/HPAScalingRules selectPolicy:=Disabled|Max|Min stabilizationWindowSeconds:int32(0..3600)
autoscaling/v2/HorizontalPodAutoscalerSpec maxReplicas:int32(1..) minReplicas:int32(0..)
autoscaling/v2/ContainerResourceMetricSource container:dns-label name:resource
autoscaling/v2/MetricIdentifier name:path-segment selector:#metrics/Selector
autoscaling/v2/MetricSpec type:=ContainerResource|External|Object|Pods|Resource
autoscaling/v2/MetricTarget averageUtilization:int32(1..) type:=AverageValue|Utilization|Value
batch/v1/CronJobSpec failedJobsHistoryLimit:int32(0..) startingDeadlineSeconds:int64(0..) successfulJobsHistoryLimit:int32(0..)
batch/v1/JobSpec activeDeadlineSeconds:int64(0..) backoffLimit:int32(0..) completions:int32(0..) parallelism:int32(0..) ttlSecondsAfterFinished:int32(0..)
coordination/v1/LeaseSpec leaseDurationSeconds:int32(1..)
core/v1/ClientIPConfig timeoutSeconds:int32(1..86400)
core/v1/ConfigMapVolumeSource defaultMode:int32(0..511)
core/v1/Container name:dns-label
core/v1/ContainerPort containerPort:int32(1..65535) hostIP:ip hostPort:int32(0..65535) name:port-name
core/v1/DownwardAPIVolumeFile mode:int32(0..511)
core/v1/DownwardAPIVolumeSource defaultMode:int32(0..511)
core/v1/EndpointPort port:int32(1..65535)
core/v1/ExecAction command:[]string!
core/v1/GRPCAction port:int32(1..65535)
core/v1/HTTPGetAction port:port
core/v1/HostAlias ip:ip
core/v1/KeyToPath mode:int32(0..511)
core/v1/LimitRangeItem default:{resource}quantity defaultRequest:{resource}quantity max:{resource}quantity maxLimitRequestRatio:{resource}quantity min:{resource}quantity
core/v1/NodeSelectorRequirement key:label-key values:[]label-value
core/v1/ObjectFieldSelector apiVersion:=v1 fieldPath:field-path
core/v1/PersistentVolumeClaimSpec storageClassName:dns-subdomain
core/v1/PodAffinityTerm matchLabelKeys:[]label-key mismatchLabelKeys:[]label-key topologyKey:label-key
core/v1/PodReadinessGate conditionType:label-key
core/v1/PodSecurityContext fsGroup:int64(0..2147483647) runAsGroup:int64(0..2147483647) runAsUser:int64(0..2147483647) supplementalGroups:[]int64(0..2147483647)
core/v1/PodSpec activeDeadlineSeconds:int64(1..2147483647) nodeName:dns-subdomain nodeSelector:{label-key}label-value priorityClassName:dns-subdomain runtimeClassName:dns-subdomain serviceAccountName:dns-subdomain
core/v1/PreferredSchedulingTerm weight:int32(1..100)
core/v1/Probe failureThreshold:int32(0..) initialDelaySeconds:int32(0..) periodSeconds:int32(0..) successThreshold:int32(0..) terminationGracePeriodSeconds:int64(1..) timeoutSeconds:int32(0..)
core/v1/ProjectedVolumeSource defaultMode:int32(0..511)
core/v1/ResourceFieldSelector resource:resource-field
core/v1/ResourceQuotaSpec hard:{resource}quantity
core/v1/SecretVolumeSource defaultMode:int32(0..511)
core/v1/SecurityContext runAsGroup:int64(0..2147483647) runAsUser:int64(0..2147483647)
core/v1/ServiceAccountTokenProjection expirationSeconds:int64(600..4294967296)
core/v1/ServicePort appProtocol:label-key name:dns-label nodePort:int32(0..65535) port:int32(1..65535) targetPort:port(0)
core/v1/ServiceSpec externalName:host
core/v1/TCPSocketAction port:port
core/v1/Toleration key:label-key value:label-value
core/v1/TopologySpreadConstraint matchLabelKeys:[]label-key maxSkew:int32(1..) minDomains:int32(1..)
core/v1/Volume name:dns-label
core/v1/WeightedPodAffinityTerm weight:int32(1..100)
meta/v1/LabelSelector matchLabels:{label-key}label-value
meta/v1/LabelSelectorRequirement key:label-key operator:=DoesNotExist|Exists|In|NotIn values:[]label-value
metrics/Requirement key:string operator:string values:[]string
metrics/Selector matchExpressions:[]#metrics/Requirement matchLabels:{}string
networking/v1/IngressServiceBackend name:service-name
networking/v1/IngressSpec ingressClassName:dns-subdomain
networking/v1/NetworkPolicyPort endPort:int32(1..65535) port:port
networking/v1/ServiceBackendPort name:port-name number:int32(0..65535)
rbac/v1/RoleRef apiGroup:=rbac.authorization.k8s.io kind:=ClusterRole|Role name:path-segment
rbac/v1/Subject kind:=Group|ServiceAccount|User
scheduling/v1/PriorityClass value:int32(..1000000000)
`;
