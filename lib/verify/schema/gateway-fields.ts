import type { FieldTable } from './field-table';

/** What the Gateway API takes in routes and grants; filters are of the experimental channel in part, and stay open. */
export const gatewayFields: FieldTable = {
  source:
    'https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/: HTTPRoute, ReferenceGrant; sigs.k8s.io/gateway-api 1.4.1, 1.5.1 and 1.6.3 apis/v1',
  date: '2026-11-22',
  versions: ['1.4', '1.5', '1.6'],
  kinds: `
gateway.networking.k8s.io/v1/HTTPRoute HTTPRoute
gateway.networking.k8s.io/v1beta1/HTTPRoute HTTPRoute
gateway.networking.k8s.io/v1beta1/ReferenceGrant ReferenceGrant
`,
  definitions: `
HTTPRoute apiVersion:string kind:string metadata:any spec:#HTTPRouteSpec! status:any
HTTPRouteSpec hostnames:[]string parentRefs:[]#ParentReference rules:[]#HTTPRouteRule useDefaultGateways:any
ParentReference group:group kind:kind name:short! namespace:dns-label port:int64(1..65535) sectionName:dns-subdomain
HTTPRouteRule backendRefs:[]#HTTPBackendRef filters:any matches:[]#HTTPRouteMatch name:dns-subdomain retry:any sessionPersistence:any timeouts:#HTTPRouteTimeouts
HTTPRouteMatch headers:[]#HeaderMatch method:=GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH path:#PathMatch queryParams:[]#HeaderMatch
PathMatch type:=Exact|PathPrefix|RegularExpression value:string
HeaderMatch name:not-empty! type:=Exact|RegularExpression value:not-empty!
HTTPBackendRef filters:any group:group kind:kind name:short! namespace:dns-label port:int64(1..65535) weight:int64(0..1000000)
HTTPRouteTimeouts backendRequest:string request:string
ReferenceGrant apiVersion:string kind:string metadata:any spec:#ReferenceGrantSpec status:any
ReferenceGrantSpec from:[]#ReferenceGrantFrom! to:[]#ReferenceGrantTo!
ReferenceGrantFrom group:group! kind:kind! namespace:dns-label!
ReferenceGrantTo group:group! kind:kind! name:not-empty
`,
};
