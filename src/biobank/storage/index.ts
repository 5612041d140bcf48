export { type AdoptionReport, adoptPlaces } from './adopt.ts';
export {
  type ContainerKind,
  type ContainerType,
  containerKinds,
  type Labels,
  labelSchemes,
} from './container-types.ts';
export { createContainers, moveContainer, type NewContainers, retireContainer } from './containers/build.ts';
export { type ContainerDetail, type ContainerHead, showContainer } from './containers/show.ts';
export { createType, listTypes } from './containers/types.ts';
export { type Forecast, type ForecastLine, forecastStores } from './forecast.ts';
export { listStores, type StoreHead } from './list-stores.ts';
export { storageMigrations } from './migrations/index.ts';
export { type Candidate, type Plan, planPicks } from './picking/plan.ts';
export { type PickPlan, planPickRound } from './picking/plan-route.ts';
export { comparePlaces, type PlaceReport } from './positions/compare-places.ts';
export {
  findSpecimen,
  moveBySlot,
  type Place,
  type Placement,
  type PlacementRequest,
  placeSpecimens,
  takeOutSpecimens,
} from './positions/place.ts';
export { type AutomatedPlace, automatedPlaces, storagePositions, storeAt, storeContents } from './positions/port.ts';
export { listUnplaced, type Unplaced } from './positions/unplaced.ts';
export { type CheckDecision, checkRacks, type Decided, decideRackCheck, listRackChecks } from './racks/check.ts';
export type { RackCheck } from './racks/store.ts';
export { removeDemoStorage } from './remove-demo.ts';
export {
  acknowledgeExcursion,
  type Excursion,
  listExcursions,
  markExcursions,
  showExcursion,
} from './temperatures/excursions.ts';
export { judge, type Outside, type Reading, type TemperatureRule } from './temperatures/judge.ts';
export {
  addTemperature,
  type ProbeReading,
  recordTemperatures,
  setTemperatureRule,
  showTemperatures,
} from './temperatures/record.ts';
export { packDays } from './temperatures/store.ts';
