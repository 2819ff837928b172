/** Of servers whose names begin as those of nobody else do. */
const prefixes = /^(?:vllm:|sglang:|tgi_|nv_inference_)/;

/** Of servers whose names may begin as those of anybody, each whole. */
const names: ReadonlySet<string> = new Set([
  // text-embeddings-inference, commit 0d124dc9: what core and router record.
  ...['te_batch_next_size', 'te_batch_next_tokens', 'te_queue_size', 'te_request_input_length'],
  ...['te_request_count', 'te_request_success', 'te_request_failure'],
  ...['te_embed_count', 'te_embed_success', 'te_predict_count', 'te_predict_success'],
  ...['embed', 'predict', 'request'].flatMap((request) =>
    ['', 'inference_', 'queue_', 'tokenization_'].map((part) => `te_${request}_${part}duration`),
  ),
  // pytorch/serve, ts/configs/metrics.yaml.
  ...['ts_inference_requests_total', 'ts_inference_latency_microseconds', 'ts_queue_latency_microseconds'],
  // SeldonIO/MLServer, docs/user-guide/metrics.md.
  ...['model_infer_request_success', 'model_infer_request_failure', 'batch_request_queue', 'parallel_request_queue'],
]);

/**
 * Says whether a metric is one that servers of models tell of themselves.
 *
 * Sources: vllm v1/metrics/loggers.py (vllm:), docs.sglang.io production_metrics (sglang:), text-generation-inference
 * (tgi_), triton metrics.md (nv_inference_), and those at the names above.
 */
export function isMetricOfServer(name: string): boolean {
  // What clients of Prometheus write behind the name of a counter, a histogram or a summary.
  return prefixes.test(name) || names.has(name) || names.has(name.replace(/_(?:bucket|count|created|sum|total)$/, ''));
}
