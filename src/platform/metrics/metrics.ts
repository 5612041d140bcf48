import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The measures of one process, for Prometheus. Labels never carry ids, names or positions. */
export interface Metrics {
  registry: Registry;
  /** Seconds per request by method, route pattern and status. */
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /** Jobs ended, by task and outcome. */
  jobsEnded: Counter<'task' | 'outcome'>;
  /** Current mask epoch, so that a replica that lags is seen. */
  maskEpoch: Gauge;
}

/** A new set of measures with the process's own (memory, event loop, garbage collection). */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'idun_' });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'idun_http_request_seconds',
      help: 'Time from request to the end of the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    }),
    jobsEnded: new Counter({
      name: 'idun_jobs_ended_total',
      help: 'Jobs that ended',
      labelNames: ['task', 'outcome'],
      registers: [registry],
    }),
    maskEpoch: new Gauge({ name: 'idun_mask_epoch', help: 'Mask epoch seen last', registers: [registry] }),
  };
}
