export type { StoreBook, StorePlace } from './book.ts';
export { type RobotDeps, usualPace } from './deps.ts';
export type { Reading, Sighting, StoreDriver, StoreOrder, StoreStatus } from './driver.ts';
export { robotMigrations } from './migrations/index.ts';
export type { Robot, RobotCommand } from './model.ts';
export { type ProtocolName, protocolNames, protocols } from './protocols/index.ts';
export { type WorkReport, workRobot } from './work.ts';
