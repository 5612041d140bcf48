import { createRoute } from '@tanstack/react-router';
import {
  readApplicationSearch,
  readNewApplicationSearch,
  readNewEnquirySearch,
  readProjectsSearch,
  readQueueSearch,
} from '../access/access-search.ts';
import { lazyPage } from '../components/lazy-page.tsx';
import { root } from './root.tsx';

const caseQueue = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: readQueueSearch,
  component: lazyPage(() => import('../access/queue-page.tsx'), 'QueuePage'),
});
const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  component: lazyPage(() => import('../access/applications-page.tsx'), 'ApplicationsPage'),
});
const newApplication = createRoute({
  getParentRoute: () => root,
  path: '/applications/new',
  validateSearch: readNewApplicationSearch,
  component: lazyPage(() => import('../access/new-application-page.tsx'), 'NewApplicationPage'),
});
const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id',
  validateSearch: readApplicationSearch,
  component: lazyPage(() => import('../access/application-page.tsx'), 'ApplicationPage'),
});
const newEnquiry = createRoute({
  getParentRoute: () => root,
  path: '/enquiries/new',
  validateSearch: readNewEnquirySearch,
  component: lazyPage(() => import('../access/new-enquiry-page.tsx'), 'NewEnquiryPage'),
});
const enquiry = createRoute({
  getParentRoute: () => root,
  path: '/enquiries/$id',
  component: lazyPage(() => import('../access/enquiry-page.tsx'), 'EnquiryPage'),
});
const permits = createRoute({
  getParentRoute: () => root,
  path: '/permits',
  component: lazyPage(() => import('../access/permits-page.tsx'), 'PermitsPage'),
});
const permit = createRoute({
  getParentRoute: () => root,
  path: '/permits/$id',
  component: lazyPage(() => import('../access/permit-page.tsx'), 'PermitPage'),
});
const relinkings = createRoute({
  getParentRoute: () => root,
  path: '/relinkings',
  component: lazyPage(() => import('../access/relinkings-page.tsx'), 'RelinkingsPage'),
});
const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  validateSearch: readProjectsSearch,
  component: lazyPage(() => import('../access/projects-page.tsx'), 'ProjectsPage'),
});
const project = createRoute({
  getParentRoute: () => root,
  path: '/projects/$id',
  component: lazyPage(() => import('../access/project-page.tsx'), 'ProjectPage'),
});

/** Enquiries, applications, permits and projects. */
export const accessRoutes = [
  caseQueue,
  applications,
  newApplication,
  application,
  newEnquiry,
  enquiry,
  permits,
  permit,
  relinkings,
  projects,
  project,
] as const;
