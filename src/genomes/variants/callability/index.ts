export { type AbsentState, bitmapFrom, Callability, type Planes } from './absent.ts';
