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
export { storageMigrations } from './migrations/index.ts';
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
