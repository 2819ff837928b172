import type { FieldTable } from './field-table';

/** What KEDA takes in a ScaledObject. */
export const kedaFields: FieldTable = {
  source:
    'https://keda.sh/docs/2.21/reference/scaledobject-spec/; kedacore/keda 2.21 apis/keda/v1alpha1/scaledobject_types.go',
  date: '2026-11-22',
  versions: ['2.21'],
  kinds: `
keda.sh/v1alpha1/ScaledObject ScaledObject
`,
  definitions: `
ScaledObject apiVersion:string kind:string metadata:any spec:#ScaledObjectSpec! status:any
ScaledObjectSpec advanced:#AdvancedConfig cooldownPeriod:int64(0..) fallback:#Fallback idleReplicaCount:int64(0..) initialCooldownPeriod:int64(0..) maxReplicaCount:int64(1..) minReplicaCount:int64(0..) pollingInterval:int64(1..) scaleTargetRef:#ScaleTarget! triggers:[]#ScaleTriggers!
AdvancedConfig horizontalPodAutoscalerConfig:#HorizontalPodAutoscalerConfig restoreToOriginalReplicaCount:boolean scalingModifiers:#ScalingModifiers
HorizontalPodAutoscalerConfig behavior:#Behavior name:string
Behavior scaleDown:#ScalingRules scaleUp:#ScalingRules
ScalingRules policies:[]#ScalingPolicy selectPolicy:string stabilizationWindowSeconds:int64 tolerance:quantity
ScalingPolicy periodSeconds:int64! type:string! value:int64!
ScalingModifiers activationTarget:string formula:string metricType:=AverageValue|Value target:string
Fallback behavior:=static|currentReplicas|currentReplicasIfHigher|currentReplicasIfLower|scalingModifiers failureThreshold:int64(0..)! replicas:int64(0..)!
ScaleTarget apiVersion:string envSourceContainerName:string kind:string name:not-empty!
ScaleTriggers authenticationRef:#AuthenticationRef metadata:{}string! metricType:string name:string type:not-empty! useCachedMetrics:boolean
AuthenticationRef kind:=TriggerAuthentication|ClusterTriggerAuthentication name:string!
`,
};
