import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../components/lazy-page.tsx';
import { readRegisterSearch } from '../register/address.ts';
import { root } from './root.tsx';

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: readRegisterSearch,
  component: lazyPage(() => import('../register/register-page.tsx'), 'RegisterPage'),
});
const registerQuestions = createRoute({
  getParentRoute: () => root,
  path: '/register/questions',
  component: lazyPage(() => import('../register/questions-page.tsx'), 'QuestionsPage'),
});

/** The search of the national biobank register. */
export const registerRoutes = [register, registerQuestions] as const;
