export type { StoreBook, StorePlace } from './book.ts';
export { type RobotDeps, usualPace } from './deps.ts';
export type { Reading, Sighting, StoreDriver, StoreOrder, StoreStatus } from './driver.ts';
export { robotMigrations } from './migrations/index.ts';
export type { JournalStep, Robot, RobotCommand } from './model.ts';
export { openRobots, queueRobotWork, robotTask } from './open-robots.ts';
export { cancelCommand, type MoveRequest, type PlannedPicks, planMove, planPicks } from './plan.ts';
export { type ProtocolName, protocolNames, protocols } from './protocols/index.ts';
export { compareStore, type Found, reconcileCommand, type StoreComparison } from './reconcile.ts';
export {
  addRobot,
  type CommandAnswer,
  changeRobot,
  commandAnswer,
  type DemoRobot,
  listDemoRobots,
  listRobots,
  type NewRobot,
  type RobotHead,
  showCommand,
  showRobot,
} from './robots.ts';
export { type SimulatedStore, simulateRobot } from './simulate.ts';
export type { FaultKind } from './simulator/index.ts';
export { type WorkReport, workActiveRobots, workRobot } from './work.ts';
