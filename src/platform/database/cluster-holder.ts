// Run by cluster.test.ts in a process of its own: takes a share, says so, and leaves when its standard input ends.

import { openCluster } from './cluster.ts';
import { identifyProcess } from './process-identity.ts';

const lease = await openCluster(process.argv[2]!, { durable: false });
process.stdout.write(`${JSON.stringify({ port: lease.port, me: identifyProcess(process.pid) })}\n`);
process.stdin.resume();
process.stdin.once('end', async () => {
  await lease.release();
  process.exit(0);
});
