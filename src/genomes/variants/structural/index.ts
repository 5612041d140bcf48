export { countStructural } from './count-structural.ts';
export {
  compareStructural,
  findStructural,
  findStructuralById,
  type StructuralAllele,
  type StructuralKey,
} from './find-structural.ts';
