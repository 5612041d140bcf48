import { parentPort } from 'node:worker_threads';
import { workerSetup } from '../../platform/workers/index.ts';
import { type FeedLayout, serveFeedParsing } from '../../register/feeds/index.ts';

serveFeedParsing((await workerSetup()) as FeedLayout, parentPort!);
