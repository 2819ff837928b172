import type { FieldTable } from './field-table';

/** What the vertical autoscaler takes in a VerticalPodAutoscaler. */
export const verticalAutoscalerFields: FieldTable = {
  source: 'k8s.io/autoscaler/vertical-pod-autoscaler 1.7.3 and 1.8.1 pkg/apis/autoscaling.k8s.io/v1/types.go',
  date: '2026-11-22',
  versions: ['1.7', '1.8'],
  kinds: `
autoscaling.k8s.io/v1/VerticalPodAutoscaler VerticalPodAutoscaler
`,
  definitions: `
VerticalPodAutoscaler apiVersion:string kind:string metadata:any spec:#VerticalPodAutoscalerSpec! status:any
VerticalPodAutoscalerSpec recommenders:[]#RecommenderSelector resourcePolicy:#PodResourcePolicy startupBoost:any targetRef:#CrossVersionObjectReference! updatePolicy:#PodUpdatePolicy
RecommenderSelector name:string!
CrossVersionObjectReference apiVersion:string kind:string! name:string!
PodUpdatePolicy evictAfterOOMSeconds:int64(1..) evictionRequirements:any minReplicas:int64 updateMode:=Off|Initial|Recreate|InPlaceOrRecreate|InPlace|Auto
PodResourcePolicy containerPolicies:[]#ContainerResourcePolicy
ContainerResourcePolicy containerName:string controlledResources:[]string controlledValues:=RequestsAndLimits|RequestsOnly maxAllowed:{}quantity memoryAggregationIntervalCount:int64(1..) memoryAggregationIntervalSeconds:int64(1..) minAllowed:{}quantity mode:=Auto|Off oomBumpUpRatio:quantity oomMinBumpUp:quantity startupBoost:any
`,
};
