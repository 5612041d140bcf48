export { type FeedDeps, type FeedRequest, type LoadedFeed, loadFeed } from './load-feed.ts';
export { descriptionEnding, loadFolder, readDescription } from './load-folder.ts';
export { feedMigrations } from './migrations/index.ts';
export {
  bilingual,
  type Description,
  descriptionSchema,
  type FaultKind,
  type Feed,
  type FeedReport,
  type FeedVersion,
  faultKinds,
  type Text,
} from './model.ts';
export type { Layout as FeedLayout } from './parse/layout.ts';
export { serveFeedParsing } from './parse/thread.ts';
export { retractFeed } from './retract-feed.ts';
export { countKnownNow, findFeed, readCurrent, readFeeds, readVersions, removeDemoFeeds } from './store.ts';
