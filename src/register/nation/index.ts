export { generateNation, type NationOptions } from './generate-nation.ts';
export { planted, plantedAnswers, plantedPerson } from './planted.ts';
export { nationShape } from './shape.ts';
