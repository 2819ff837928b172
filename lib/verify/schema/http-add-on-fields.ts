import type { FieldTable } from './field-table';

/** What the HTTP add-on of KEDA takes in its two kinds. */
export const httpAddOnFields: FieldTable = {
  source:
    'kedacore/http-add-on 0.12.0 and 0.15.0 operator/apis/http: v1alpha1 httpscaledobject_types.go, v1beta1 interceptorroute_types.go',
  date: '2026-11-22',
  versions: ['0.12', '0.15'],
  kinds: `
http.keda.sh/v1alpha1/HTTPScaledObject HTTPScaledObject
http.keda.sh/v1beta1/InterceptorRoute InterceptorRoute@0.15
`,
  definitions: `
HTTPScaledObject apiVersion:string kind:string metadata:any spec:#HTTPScaledObjectSpec status:any
HTTPScaledObjectSpec coldStartTimeoutFailoverRef:any headers:[]#Header hosts:[]string initialCooldownPeriod:int64 pathPrefixes:[]string replicas:#Replicas scaleTargetRef:#ScaleTargetRef! scaledownPeriod:int64 scalingMetric:#ScalingMetricSpec targetPendingRequests:int64 timeouts:#HTTPTimeouts
Header name:not-empty! value:string
Replicas max:int64 min:int64
ScaleTargetRef apiVersion:string kind:string name:string port:int64 portName:string service:string!
ScalingMetricSpec concurrency:#Concurrency requestRate:#Rate
Concurrency targetValue:int64
Rate granularity:string targetValue:int64 window:string
HTTPTimeouts conditionWait:string responseHeader:string
InterceptorRoute apiVersion:string kind:string metadata:any spec:#InterceptorRouteSpec! status:any
InterceptorRouteSpec coldStart:any rules:[]#RoutingRule scalingMetric:#RouteMetric! target:#TargetRef! timeouts:#RouteTimeouts
RoutingRule headers:[]#Header hosts:[]string paths:[]#PathMatch
PathMatch value:not-empty!
RouteMetric concurrency:#RouteConcurrency requestRate:#RouteRate
RouteConcurrency targetValue:int64(1..)!
RouteRate granularity:string targetValue:int64(1..)! window:string
TargetRef port:int64(1..65535) portName:not-empty service:not-empty!
RouteTimeouts readiness:string request:string responseHeader:string
`,
};
