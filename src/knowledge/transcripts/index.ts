export { type AddedTranscripts, addTranscripts } from './add-transcripts.ts';
export { type FoundGene, findGenes, genesInRegion, removeTranscripts } from './find-genes.ts';
export { transcriptMigrations } from './migrations/index.ts';
