export {
  answer,
  ask,
  closeWith,
  contextSchema,
  type EnquiryDeps,
  type EnquiryDetail,
  goOnOrClose,
  type NewEnquiry,
  passOn,
  showEnquiry,
} from './enquiries.ts';
export { errors as enquiryErrors } from './errors.ts';
export { enquiryMigrations } from './migrations.ts';
export { type EnquiryState, enquiryMachine } from './status.ts';
export { type Topic, topics } from './topics.ts';
