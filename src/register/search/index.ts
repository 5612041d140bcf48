export { askFacts } from './ask-facts.ts';
export { askRegister, describeRegister, type Shown } from './ask-register.ts';
export { answerCsv } from './disclosure/answer-csv.ts';
export { giveAnswer } from './disclosure/tell-answer.ts';
export { erasePeopleFromRegister, type RegisterErased, registerHolds } from './erase-people.ts';
export { type FactAxes, type FactCell, mostFactCodes } from './fact-table.ts';
export type { SpecimenList } from './members.ts';
export { searchMigrations } from './migrations/index.ts';
export { type Ask, type AskName, askSchemas, type Condition, type Query, worldSchema } from './model.ts';
export { type AsOf, openRegister, type RegisterService } from './open-register.ts';
export { readAsk, readQuery } from './read-query.ts';
export {
  type FrozenMembers,
  type RegisterDrift,
  type RegisterMembers,
  registerDrift,
  registerMembers,
  showRegisterDrift,
  specimensNow,
} from './register-members.ts';
export { serveEngine } from './serve-engine.ts';
