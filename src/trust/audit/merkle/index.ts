export { Frontier, foldWhole, type PartialLevels, type Tile, tileHeight, tileWidth } from './frontier.ts';
export { emptyRoot, hashBytes, hashEntry, hashLeafData, hashNode } from './hashes.ts';
export { consistencyPath, inclusionPath, type NodeReader, rootOf } from './proofs.ts';
export { holdsConsistency, holdsInclusion } from './verify.ts';
