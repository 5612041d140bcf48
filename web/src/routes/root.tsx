import { createRootRoute } from '@tanstack/react-router';
import { Frame } from '../shell/frame.tsx';
import { NotFound } from '../shell/not-found.tsx';

/** What every page stands in. */
export const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
