export { type AddedCodes, addCodes, type CodeListRequest } from './add-codes.ts';
export { codeMigrations } from './migrations/index.ts';
export { type CodeNode, type CodeVersion, plainCode } from './model.ts';
export { type ReadTree, readCodeTree } from './read-tree.ts';
export { findVersion, readBelow, readCodeVersions, removeDemoCodes, searchCodes } from './store.ts';
export { CodeTree, type TreeRow } from './tree.ts';
