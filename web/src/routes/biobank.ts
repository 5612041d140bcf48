import { createRoute } from '@tanstack/react-router';
import {
  readDiscrepanciesSearch,
  readReservationsSearch,
  readSpecimensSearch,
  readStorageSearch,
} from '../biobank/biobank-search.ts';
import { lazyPage } from '../components/lazy-page.tsx';
import { root } from './root.tsx';

const biobank = createRoute({
  getParentRoute: () => root,
  path: '/biobank',
  component: lazyPage(() => import('../biobank/overview/overview-page.tsx'), 'BiobankPage'),
});
const biobankSpecimens = createRoute({
  getParentRoute: () => root,
  path: '/biobank/specimens',
  validateSearch: readSpecimensSearch,
  component: lazyPage(() => import('../biobank/specimens/specimens-page.tsx'), 'SpecimensPage'),
});
const biobankSpecimen = createRoute({
  getParentRoute: () => root,
  path: '/biobank/specimens/$code',
  component: lazyPage(() => import('../biobank/specimens/specimen-page.tsx'), 'SpecimenPage'),
});
const reservations = createRoute({
  getParentRoute: () => root,
  path: '/biobank/reservations',
  validateSearch: readReservationsSearch,
  component: lazyPage(() => import('../biobank/dispensing/reservations-page.tsx'), 'ReservationsPage'),
});
const reservation = createRoute({
  getParentRoute: () => root,
  path: '/biobank/reservations/$id',
  component: lazyPage(() => import('../biobank/dispensing/reservation-page.tsx'), 'ReservationPage'),
});
const shipment = createRoute({
  getParentRoute: () => root,
  path: '/biobank/shipments/$id',
  component: lazyPage(() => import('../biobank/dispensing/shipment-page.tsx'), 'ShipmentPage'),
});
const storage = createRoute({
  getParentRoute: () => root,
  path: '/biobank/storage',
  validateSearch: readStorageSearch,
  component: lazyPage(() => import('../biobank/storage/storage-page.tsx'), 'StoragePage'),
});
const robots = createRoute({
  getParentRoute: () => root,
  path: '/biobank/robots',
  component: lazyPage(() => import('../biobank/robots/robots-page.tsx'), 'RobotsPage'),
});
const robot = createRoute({
  getParentRoute: () => root,
  path: '/biobank/robots/$id',
  component: lazyPage(() => import('../biobank/robots/robot-page.tsx'), 'RobotPage'),
});
const kits = createRoute({
  getParentRoute: () => root,
  path: '/biobank/kits',
  component: lazyPage(() => import('../biobank/kits/kits-page.tsx'), 'KitsPage'),
});
const discrepancies = createRoute({
  getParentRoute: () => root,
  path: '/biobank/discrepancies',
  validateSearch: readDiscrepanciesSearch,
  component: lazyPage(() => import('../biobank/discrepancies-page.tsx'), 'DiscrepanciesPage'),
});
const movingIn = createRoute({
  getParentRoute: () => root,
  path: '/biobank/moving-in',
  component: lazyPage(() => import('../biobank/moving-in/moving-in-page.tsx'), 'MovingInPage'),
});
const bench = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench',
  component: lazyPage(() => import('../biobank/bench/bench-page.tsx'), 'BenchPage'),
});
const benchReceive = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/receive/$id',
  component: lazyPage(() => import('../biobank/bench/receive-page.tsx'), 'ReceivePage'),
});
const benchPick = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/pick/$id',
  component: lazyPage(() => import('../biobank/bench/pick-page.tsx'), 'PickPage'),
});
const benchReceipt = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/receipt/$id',
  component: lazyPage(() => import('../biobank/bench/receipt-page.tsx'), 'ReceiptPage'),
});
const benchLaboratory = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/laboratory',
  component: lazyPage(() => import('../biobank/bench/laboratory-page.tsx'), 'LaboratoryPage'),
});
const benchPlace = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/place',
  component: lazyPage(() => import('../biobank/bench/place-page.tsx'), 'PlacePage'),
});
const benchRack = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/rack',
  component: lazyPage(() => import('../biobank/bench/rack-page.tsx'), 'RackPage'),
});

/** The biobank: overview, specimens, stores, dispensing and the bench. */
export const biobankRoutes = [
  biobank,
  biobankSpecimens,
  biobankSpecimen,
  reservations,
  reservation,
  shipment,
  storage,
  robots,
  robot,
  kits,
  discrepancies,
  movingIn,
  bench,
  benchReceive,
  benchPick,
  benchReceipt,
  benchLaboratory,
  benchPlace,
  benchRack,
] as const;
