import { expect, test } from 'vitest';
import { triggersTell } from '../../../lib/verify/rules/triggers-tell';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { object } from '../manifests';

const scaled = (triggers: readonly object[], spec: object = {}): Manifest =>
  object(
    'keda.sh/v1alpha1',
    'ScaledObject',
    {},
    { scaleTargetRef: { name: 'chat' }, minReplicaCount: 0, maxReplicaCount: 5, triggers, ...spec },
  );
const query = (text: unknown, more: object = {}): object => ({
  type: 'prometheus',
  metadata: { query: text, threshold: '4', ...more },
});
const awake = { minReplicaCount: 1 };
const waiting = 'sum(vllm:num_requests_waiting{namespace="a"})';
const usage = { type: 'cpu', metadata: { value: '50' } };
const queue = { type: 'aws-sqs-queue', metadata: {} };

test.each<Shown>([
  {
    where: 'there is nothing to go by',
    manifests: [scaled([], { minReplicaCount: undefined, maxReplicaCount: undefined })],
  },
  {
    where: 'something else wakes it',
    manifests: [
      scaled([query(waiting), queue]),
      scaled([query('sum(rate(gateway_requests_total[1m]))')]),
      scaled([query('sum(rate(up[1m]))')]),
    ],
  },
  {
    where: 'names only begin as those of a server do',
    manifests: [
      scaled([query('sum(ts_orders_waiting)')]),
      scaled([query('sum(te_queue_sizes)')]),
      scaled([query('sum(rate(model_infer_jobs[1m]))')]),
      scaled([query('ts_orders_waiting')], awake),
    ],
  },
  {
    where: 'it does not sleep',
    manifests: [
      scaled([query(waiting)], awake),
      scaled([usage], { ...awake }),
      scaled([usage], { minReplicaCount: undefined }),
    ],
  },
  {
    where: 'something stands in for what is not there',
    manifests: [
      scaled([query(`${waiting} or vector(1)`)]),
      scaled([query(waiting, { ignoreNullValues: 'false' })]),
      scaled([query('absent(vllm:num_requests_waiting)')]),
    ],
  },
  {
    where: 'pods are told of together with others',
    manifests: [scaled([query('sum(vllm:num_requests_waiting) + sum(gateway_queue)')])],
  },
  {
    where: 'a query gives one number',
    manifests: [
      scaled([query('max(tgi_queue_size)')], awake),
      scaled([query('my_queue')], awake),
      scaled([query('tgi_queue_size')], { ...awake, maxReplicaCount: 1 }),
      scaled([query(1)], awake),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(triggersTell, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'only pods tell what would wake them',
    manifests: [
      waiting,
      'max(tgi_queue_size)',
      'sum(rate(nv_inference_request_success[1m])) by (model)',
      'avg_over_time(sum(te_queue_size)[1m:])',
    ].map((text) => scaled([query(text)])),
    found: [
      {
        on: 'ScaledObject chat',
        code: 'verify/autoscaler-from-zero',
        severity: 'warning',
        path: 'spec.triggers[0].metadata.query',
        given: '"sum(vllm:num_requests_waiting{namespace=\\"a\\"})"',
        message:
          'servers tell vllm:num_requests_waiting of themselves: where no other is asked, there is nothing to read at zero, and it never wakes',
        fix: 'minReplicaCount: 1, or a trigger for something outside of the pods, such as a gateway or a queue',
      },
      {
        on: 'ScaledObject chat',
        code: 'verify/autoscaler-from-zero',
        severity: 'warning',
        path: 'spec.triggers[0].metadata.query',
        given: '"max(tgi_queue_size)"',
        message:
          'servers tell tgi_queue_size of themselves: where no other is asked, there is nothing to read at zero, and it never wakes',
        fix: 'minReplicaCount: 1, or a trigger for something outside of the pods, such as a gateway or a queue',
      },
      {
        on: 'ScaledObject chat',
        code: 'verify/autoscaler-from-zero',
        severity: 'warning',
        path: 'spec.triggers[0].metadata.query',
        given: '"sum(rate(nv_inference_request_success[1m])) by (model)"',
        message:
          'servers tell nv_inference_request_success of themselves: where no other is asked, there is nothing to read at zero, and it never wakes',
        fix: 'minReplicaCount: 1, or a trigger for something outside of the pods, such as a gateway or a queue',
      },
    ],
  },
  {
    where: 'usage does not wake either',
    manifests: [scaled([usage, query(waiting)])],
    found: [
      {
        on: 'ScaledObject chat',
        code: 'verify/autoscaler-from-zero',
        severity: 'warning',
        path: 'spec.triggers[1].metadata.query',
        given: '"sum(vllm:num_requests_waiting{namespace=\\"a\\"})"',
        message:
          'servers tell vllm:num_requests_waiting of themselves: where no other is asked, there is nothing to read at zero, and it never wakes',
        fix: 'minReplicaCount: 1, or a trigger for something outside of the pods, such as a gateway or a queue',
      },
    ],
  },
  {
    where: 'each pod has a number',
    manifests: [
      scaled([queue, query('vllm:num_requests_waiting')], awake),
      scaled([queue, query(' ts_queue_latency_microseconds{app="a"} ')], { ...awake, maxReplicaCount: 2 }),
    ],
    found: [
      {
        on: 'ScaledObject chat',
        code: 'verify/query-of-each-pod',
        severity: 'warning',
        path: 'spec.triggers[1].metadata.query',
        given: '"vllm:num_requests_waiting"',
        message:
          'vllm:num_requests_waiting is a series for each pod, and KEDA refuses a query that gives more than one',
        fix: 'sum(vllm:num_requests_waiting), or max or avg of it',
      },
      {
        on: 'ScaledObject chat',
        code: 'verify/query-of-each-pod',
        severity: 'warning',
        path: 'spec.triggers[1].metadata.query',
        given: '" ts_queue_latency_microseconds{app=\\"a\\"} "',
        message:
          'ts_queue_latency_microseconds is a series for each pod, and KEDA refuses a query that gives more than one',
        fix: 'sum(ts_queue_latency_microseconds{app="a"}), or max or avg of it',
      },
    ],
  },
  {
    where: 'limits are left out',
    manifests: [scaled([queue], { minReplicaCount: undefined, maxReplicaCount: undefined })],
    found: [
      {
        on: 'ScaledObject chat',
        code: 'verify/scales-to-zero-unsaid',
        severity: 'warning',
        path: 'spec.minReplicaCount',
        message: 'left out, it is 0, and nothing says that the pods shall all be ended when they have nothing to do',
        fix: '0 or 1, whichever is meant',
      },
      {
        on: 'ScaledObject chat',
        code: 'verify/no-upper-limit',
        severity: 'warning',
        path: 'spec.maxReplicaCount',
        message: 'left out, it is 100 pods',
        fix: 'the most pods that you are ready to pay for',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(triggersTell, shown)).toEqual(found);
});
