/**
 * Says whether a metric is one that servers of models tell of themselves, by how its name begins.
 *
 * Sources: vllm v1/metrics/loggers.py (vllm:), docs.sglang.io production_metrics
 * (sglang:), text-generation-inference (tgi_), text-embeddings-inference (te_), triton metrics.md (nv_inference_),
 * TorchServe metrics (ts_), MLServer (model_infer_, batch_request_queue, parallel_request_queue).
 */
export function isMetricOfServer(name: string): boolean {
  return metricsOfServers.test(name);
}

const metricsOfServers = /^(?:vllm:|sglang:|tgi_|te_|nv_inference_|ts_|model_infer_|(?:batch|parallel)_request_queue$)/;
