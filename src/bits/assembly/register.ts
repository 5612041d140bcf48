// The register's kernels, over columns in one shared memory.

export * from './register-sets';
export * from './register-events';
export * from './register-specimens';
export * from './register-facets';
