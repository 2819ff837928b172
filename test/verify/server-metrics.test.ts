import { expect, test } from 'vitest';
import { isMetricOfServer } from '../../lib/verify/server-metrics';

test.each([
  'vllm:num_requests_waiting',
  'sglang:num_queue_reqs',
  'tgi_queue_size',
  'nv_inference_pending_request_count',
  'te_queue_size',
  'te_embed_queue_duration_bucket',
  'te_request_duration_sum',
  'te_request_count',
  'te_request_count_total',
  'ts_inference_requests_total',
  'ts_queue_latency_microseconds',
  'model_infer_request_success_total',
  'model_infer_request_failure_created',
  'batch_request_queue',
  'parallel_request_queue_count',
])('%s is told by a server of itself', (name) => {
  expect(isMetricOfServer(name)).toBe(true);
});

test.each([
  'ts_orders_waiting',
  'te_queue',
  'te_queue_size_of_orders',
  'te_batch_queue_duration',
  'model_infer_jobs',
  'my_batch_request_queue',
  'batch_request_queue_total_total',
  'http_requests_total',
])('%s may be of anybody', (name) => {
  expect(isMetricOfServer(name)).toBe(false);
});
